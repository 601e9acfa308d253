"""The swap at the end of a restore: whole or not at all, wherever it is cut short."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowshow.project import staging

NEW = {"knowshow.sqlite3": "new", "files/attachments/b": "new", "secret-key": "new"}
OLD = {
    "knowshow.sqlite3": "old",
    "knowshow.sqlite3-wal": "old",
    "files/attachments/a": "old",
    "secret-key": "old",
}


@pytest.fixture
def home(tmp_path):
    write(tmp_path, OLD)
    return tmp_path


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def staged(home):
    write(staging.begin(home), NEW)
    staging.commit(home)


def test_the_new_takes_the_place_of_the_old_which_is_kept_beside_it(home):
    staged(home)
    former = staging.finish(home)
    assert content(former) == OLD
    shutil.rmtree(former)
    assert content(home) == NEW


def test_a_staging_that_was_never_completed_changes_nothing_and_goes_away_at_the_next(home):
    write(staging.begin(home), {"knowshow.sqlite3": "half"})
    assert staging.finish(home) is None
    assert {name: text for name, text in content(home).items() if not name.startswith(".restoring")} == OLD
    assert not list(staging.begin(home).iterdir())


@pytest.mark.parametrize("moves", range(7))
def test_a_swap_that_is_cut_short_is_finished_by_whoever_opens_the_folder_next(home, monkeypatch, moves):
    staged(home)
    rename, left = Path.rename, iter(range(moves))

    def cut_short(self, target):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", cut_short)
    with pytest.raises(KeyboardInterrupt):
        staging.finish(home)
    monkeypatch.undo()

    former = staging.finish(home)
    assert content(former) == OLD
    shutil.rmtree(former)
    assert content(home) == NEW


def test_in_an_empty_folder_nothing_is_kept(tmp_path):
    staged(tmp_path)
    assert staging.finish(tmp_path) is None
    assert content(tmp_path) == NEW


def test_what_a_backup_does_not_hold_stays(home):
    write(staging.begin(home), {"files/attachments/b": "new"})
    staging.commit(home)
    staging.finish(home)
    assert (home / "knowshow.sqlite3").read_text() == "old"
    assert (home / "secret-key").read_text() == "old"
    assert not (home / "files/attachments/a").exists()


def test_an_empty_database_and_empty_folders_hold_no_data(tmp_path):
    (tmp_path / "files").mkdir()
    with closing(sqlite3.connect(tmp_path / "knowshow.sqlite3")) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
    assert staging.held_by(tmp_path) == []


def test_tables_files_and_what_cannot_be_read_are_data(tmp_path, home):
    assert staging.held_by(home) == ["knowshow.sqlite3", "files"]
    (home / "knowshow.sqlite3").unlink()
    with closing(sqlite3.connect(home / "knowshow.sqlite3")) as opened:
        opened.execute("CREATE TABLE something (id)")
    assert "knowshow.sqlite3" in staging.held_by(home)
