"""What was erased after a backup stays erased when the backup is put back, and leaves nothing in the file."""

import json
import shutil
import subprocess
import sys
import textwrap

import pytest

from tests.cli.running import knowshow, surroundings

REPORT = """
    from knowshow.foundation.models import Organisation
    from knowshow.remedy.models import Case, Mechanism
    from knowshow.remedy.rules import receipts
    from knowshow.remedy.services import intake
    acme = Organisation.objects.create(name="Acme")
    mechanism = Mechanism.objects.create(organisation=acme, name="Speak up", is_open=True)
    drawn = receipts.new_receipt()
    report = intake.Report(text="They closed my account.", language="en")
    receipt = intake.Receipt(drawn.reference, receipts.secret_bytes(drawn.words))
    got = intake.receive(mechanism=mechanism, receipt=receipt, report=report, is_draft=True)
    entry = got.case.entries.get()
    print(json.dumps({"code": got.case.code, "sealed": bytes(entry.sealed)[40:90].hex()}))
"""
ERASE = """
    from knowshow.remedy.models import Case
    from knowshow.remedy.services import shredding
    shredding.shred_case(actor=None, case=Case.objects.get(), reason="person")
    from django.db import connection
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print("null")
"""
LOOK = """
    from knowshow.remedy.models import Case
    case = Case.objects.get()
    found = {"erased": case.shredded_on is not None, "keys": bool(case.receipt_locked)}
    print(json.dumps({**found, "entries": case.entries.count()}))
"""


def within(home, code):
    """Run a piece of the product on a data folder; what it prints last is JSON."""
    begin = "import json\nfrom knowshow.project import database\ndatabase.open_database()\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        env=surroundings(home),
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A data folder with a case, a backup of it, and what was sealed in it."""
    folder = tmp_path_factory.mktemp("erased") / "home"
    assert knowshow(folder, "migrate").returncode == 0
    said = within(folder, REPORT)
    archive = folder.parent / "backup.zip"
    assert knowshow(folder, "backup", archive).returncode == 0
    within(folder, ERASE)
    return folder, archive, said


def test_what_was_sealed_is_overwritten_in_the_file_of_the_database(place):
    folder, _archive, said = place
    stored = b"".join(path.read_bytes() for path in folder.glob("knowshow.sqlite3*"))
    assert bytes.fromhex(said["sealed"]) not in stored


def test_a_backup_of_before_is_put_back_without_what_was_erased_since(place, tmp_path):
    folder, archive, said = place
    home = tmp_path / "home"
    shutil.copytree(folder, home)
    done = knowshow(home, "restore", archive, "--force", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Erased again" in done.stderr
    assert within(home, LOOK) == {"erased": True, "keys": False, "entries": 0}
    assert said["code"] in (home / "shredded").read_text()


def test_the_backup_holds_neither_the_list_nor_the_key_for_notices(place):
    import zipfile

    _folder, archive, _said = place
    with zipfile.ZipFile(archive) as opened:
        assert not {"shredded", "notice-key"} & set(opened.namelist())
