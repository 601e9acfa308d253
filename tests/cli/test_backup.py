"""``knowshow backup`` and ``restore``: there and back, and every archive that must be refused."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing

import pytest

from knowshow.project import staging
from tests.cli.running import knowshow

NAME = "before the backup"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder with a database, an account and two attached files."""
    folder = tmp_path_factory.mktemp("kept") / "home"
    done = knowshow(folder, "migrate")
    assert done.returncode == 0, done.stderr
    added = knowshow(folder, "user", "add", "a@example.org", "--organisation", "Acme", "--role", "lead", "--name", NAME)
    assert added.returncode == 0, added.stderr
    attached = folder / "files" / "attachments"
    attached.mkdir(parents=True)
    (attached / "0a").write_bytes(b"evidence" * 1000)
    (attached / "0b").write_bytes(bytes(range(256)))
    return folder


@pytest.fixture(scope="module")
def archive(home, tmp_path_factory):
    file = tmp_path_factory.mktemp("archive") / "backup.zip"
    done = knowshow(home, "backup", file, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["attached_files"] == 2
    return file


@pytest.fixture
def used(home, tmp_path):
    """A copy of the data folder, in which people have worked since the backup."""
    folder = tmp_path / "used"
    shutil.copytree(home, folder)
    with closing(sqlite3.connect(folder / "knowshow.sqlite3")) as opened:
        opened.execute("UPDATE foundation_user SET name = 'after the backup'")
        opened.commit()
    (folder / "files" / "attachments" / "0c").write_bytes(b"newer")
    return folder


def name_in(folder):
    with closing(sqlite3.connect(folder / "knowshow.sqlite3")) as opened:
        return opened.execute("SELECT name FROM foundation_user").fetchone()[0]


def files_in(folder):
    return {path.name: path.read_bytes() for path in (folder / "files").rglob("*") if path.is_file()}


def rewritten(archive, target, change):
    """Write another archive: ``change`` gets the manifest and the members, and may spoil both."""
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    with zipfile.ZipFile(target, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
        made.writestr("manifest.json", json.dumps(manifest))
    return target


def test_only_its_owner_may_read_a_backup_and_it_names_what_made_it(archive):
    assert archive.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        digests = {one["name"]: one["sha256"] for one in manifest["members"]}
        assert manifest["format"] == "knowshow-backup/1"
        assert manifest["version"]
        assert set(digests) == {
            "knowshow.sqlite3", "secret-key", "files/attachments/0a", "files/attachments/0b",
        }  # fmt: skip
        assert digests["files/attachments/0a"] == hashlib.sha256(b"evidence" * 1000).hexdigest()


def test_nothing_else_is_left_beside_a_backup(archive, home):
    assert [path.name for path in archive.parent.iterdir()] == ["backup.zip"]
    assert not list(home.glob(".backup-*"))


def test_an_older_backup_is_never_overwritten(archive, home):
    before = archive.read_bytes()
    done = knowshow(home, "backup", archive)
    assert done.returncode == 2
    assert "This name is taken" in done.stderr
    assert archive.read_bytes() == before


def test_a_folder_that_is_absent_is_said(home, tmp_path):
    done = knowshow(home, "backup", tmp_path / "absent" / "b.zip")
    assert done.returncode == 2
    assert "Choose a folder that exists" in done.stderr


def test_an_empty_home_has_nothing_to_keep(tmp_path):
    done = knowshow(tmp_path / "empty", "backup", tmp_path / "b.zip")
    assert done.returncode == 2
    assert not (tmp_path / "b.zip").exists()


def test_it_comes_back_into_a_bare_home(archive, home, tmp_path):
    fresh = tmp_path / "fresh"
    done = knowshow(fresh, "restore", archive)
    assert done.returncode == 0, done.stderr
    assert name_in(fresh) == NAME
    assert files_in(fresh) == files_in(home)
    assert (fresh / "secret-key").read_text() == (home / "secret-key").read_text()
    assert (fresh / "knowshow.sqlite3").stat().st_mode & 0o077 == 0
    assert not list(fresh.glob("before-restore-*"))


def test_data_that_are_there_are_replaced_only_when_confirmed_and_then_kept(archive, home, used):
    refused = knowshow(used, "restore", archive)
    unconfirmed = knowshow(used, "restore", archive, "--force")
    assert (refused.returncode, unconfirmed.returncode) == (2, 2)
    assert "--force" in refused.stderr
    assert "--yes" in unconfirmed.stderr
    assert name_in(used) == "after the backup"

    done = knowshow(used, "restore", archive, "--force", "--yes", "--json")
    former = json.loads(done.stdout)["former"]
    assert name_in(used) == NAME
    assert files_in(used) == files_in(home)
    assert name_in(used / former) == "after the backup"


def _escape(manifest, members):
    members["../outside"] = b"x"
    manifest["members"].append({"name": "../outside", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()})


def _escape_by_files(manifest, members):
    members["files/../../outside"] = b"x"
    manifest["members"].append({"name": "files/../../outside", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()})


def _unlisted(_manifest, members):
    members["files/attachments/0d"] = b"x"


def _missing(_manifest, members):
    del members["files/attachments/0a"]


def _other_bytes(_manifest, members):
    members["files/attachments/0a"] = b"another" * 1000


def _longer(_manifest, members):
    members["files/attachments/0a"] += b"more"


def _no_database(manifest, members):
    del members["knowshow.sqlite3"]
    manifest["members"] = [one for one in manifest["members"] if one["name"] != "knowshow.sqlite3"]


def _no_longer_a_database(manifest, members):
    content = members["knowshow.sqlite3"] = b"nonsense" * 600
    for one in manifest["members"]:
        if one["name"] == "knowshow.sqlite3":
            one.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _newer(manifest, _members):
    manifest["version"] = "99.0"
    manifest["migrations"].append("respect.9999_from_the_future")


def _other_format(manifest, _members):
    manifest["format"] = "knowshow-backup/2"


def _other_kind(manifest, members):
    manifest["database"] = "postgresql"
    for one in manifest["members"]:
        if one["name"] == "knowshow.sqlite3":
            one["name"] = "database.dump"
    members["database.dump"] = members.pop("knowshow.sqlite3")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_escape, "not what its manifest lists"),
        (_escape_by_files, "not what its manifest lists"),
        (_unlisted, "not what its manifest lists"),
        (_missing, "not what its manifest lists"),
        (_no_database, "not what its manifest lists"),
        (_other_bytes, "damaged"),
        (_longer, "damaged"),
        (_no_longer_a_database, "damaged"),
        (_newer, "made by Knowshow 99.0"),
        (_other_format, "knowshow-backup/2"),
        (_other_kind, "holds a database of postgresql"),
    ],
)
def test_an_archive_that_cannot_be_trusted_leaves_all_as_it_was(archive, used, tmp_path, change, says):
    spoiled = rewritten(archive, tmp_path / "spoiled.zip", change)
    before = files_in(used)
    done = knowshow(used, "restore", spoiled, "--force", "--yes")
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert name_in(used) == "after the backup"
    assert files_in(used) == before
    assert not (tmp_path / "outside").exists()
    assert not list(used.glob("before-restore-*"))


def test_a_restore_that_was_cut_short_during_the_swap_is_finished_by_the_next_command(archive, home, used):
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(staging.begin(used))
    staging.commit(used)
    (used / "knowshow.sqlite3").rename(used / "elsewhere")
    done = knowshow(used, "user", "list")
    assert NAME in done.stdout
    assert files_in(used) == files_in(home)


def test_a_restore_that_was_cut_short_before_the_swap_changes_nothing(archive, used):
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(staging.begin(used))
    done = knowshow(used, "user", "list")
    assert "after the backup" in done.stdout
    again = knowshow(used, "restore", archive, "--force", "--yes")
    assert again.returncode == 0, again.stderr
    assert name_in(used) == NAME


def test_a_database_of_a_newer_version_is_refused(used):
    with closing(sqlite3.connect(used / "knowshow.sqlite3")) as opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('respect', '9999_new', '2030-01-01')"
        )
        opened.commit()
    for words in (["migrate"], ["serve"], ["user", "list"]):
        done = knowshow(used, *words)
        assert done.returncode == 2, words
        assert "newer version of Knowshow (respect.9999_new)" in done.stderr


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 cut short"])
def test_what_is_no_backup_is_refused(tmp_path, content):
    file = tmp_path / "other.zip"
    file.write_bytes(content)
    done = knowshow(tmp_path / "home", "restore", file)
    assert done.returncode == 2
    assert "not a backup of Knowshow" in done.stderr


def test_a_file_that_is_absent_is_said(tmp_path):
    done = knowshow(tmp_path / "home", "restore", tmp_path / "absent.zip")
    assert done.returncode == 2
    assert "no such file" in done.stderr
