"""Bad files given to ``knowshow assess``: one clear message, exit 2, nothing printed, quickly and in little memory."""

import codecs
import os
import resource
import subprocess
import sys
import time

import pytest

from tests.cli.command import Done
from tests.respect.rules.files import SOUND, one_impact, sound

LAUGHS = "\n".join(
    ["knowshow: assessment/1", "title: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
)

#: The file's bytes, the line of the message (0: none), and words of it.
BAD = {
    "empty": (b"", 0, "The file is empty"),
    "only a remark": (b"# nothing yet\n", 0, "The file is empty"),
    "malformed": (b"knowshow: assessment/1\ntitle: [a\nsubject: b", 3, "not well-formed YAML"),
    "a tab": (b"knowshow: assessment/1\nsubject:\n\tname: x\n", 3, "There is a tab on this line"),
    "an unclosed quote": (b"knowshow: assessment/1\ntitle: 'oh\n", 3, "not well-formed YAML"),
    "an unknown field": (sound(("company: Example", "compny: Example")), 3, "Did you mean 'company'?"),
    "an unknown field in a rating": (sound(("        scope: 2", "        scop: 2")), 12, "Did you mean 'scope'?"),
    "an unknown group": (one_impact(group="CHILD"), 10, "The group 'CHILD' is not known. Did you mean 'CHI'?"),
    "an unknown right": (sound(("right: work", "right: privcy")), 7, "Did you mean 'privacy'?"),
    "a right by its name": (sound(("right: work", "right: Fair trial")), 7, "Did you mean 'fair-trial'?"),
    "an unknown technology": (sound(("technology: [HR]", "technology: [SOCIAL]")), 4, "'SOCIAL' is not known"),
    "an unknown harm": (sound(("business_risk: high", "harms: [H-SOC-99]")), 19, "The harm 'H-SOC-99' is not known"),
    "a rating of 5": (one_impact(scale="5"), 11, "5 is out of range: severity is rated from 1 to 4"),
    "a rating of 0": (one_impact(scope="0"), 12, "0 is out of range"),
    "a rating of half a step": (one_impact(scope="2.5"), 12, "A whole number without quotes is expected, not 2.5"),
    "a number as text": (one_impact(scope="'3'"), 12, "A whole number without quotes is expected, not '3'"),
    "a missing rationale": (one_impact(rationale=""), 15, "Nothing stands here"),
    "an empty rationale": (one_impact(rationale="'  '"), 15, "It is empty"),
    "no rationale at all": (one_impact().replace(b"        rationale", b"        by"), 10, "'rationale' is missing"),
    "potential and actual at once": (
        one_impact().replace(b"state: actual", b"state: potential"),
        14,
        "is potential, and a rating says that it is actual",
    ),
    "a date that does not exist": (sound(("2027-01-31", "2027-02-30")), 21, "cannot be read as a date"),
    "a date in another form": (sound(("2027-01-31", "31/01/2027")), 21, "A date such as 2026-11-24 is expected"),
    "another format version": (b"knowshow: assessment/2\ntitle: x\n", 1, "The format 'assessment/2' is not known"),
    "no format version": (b"title: x\n", 1, "'knowshow' is missing"),
    "two documents": (SOUND.encode() + b"---\n" + SOUND.encode(), 32, "A second document begins here"),
    "a field twice": (sound(("company: Example Ltd", "title: Again")), 3, "The field 'title' stands twice"),
    "a field twice on one line": (
        sound(("kind: redesign,", "kind: warn, kind: redesign,")),
        21,
        "The field 'kind' stands twice",
    ),
    "an impact twice": (sound(("id: watched-at-work", "id: age-screening")), 22, "'age-screening' stands twice"),
    "a circle": (b"knowshow: assessment/1\nimpacts: &a\n- *a\n", 3, "a circle"),
    "a billion laughs": (LAUGHS.encode(), 8, "more than 2,000,000 values"),
    "a deep nest": (b"knowshow: assessment/1\nx: " + b"[" * 200_000, 2, "nested more than 100 levels"),
    "a Python object": (b"knowshow: !!python/object/apply:os.system [id]\n", 1, "carries a tag"),
    "UTF-16 without its mark": (SOUND.encode("utf-16-le"), 1, "control character"),
    "UTF-16 cut short": (codecs.BOM_UTF16_LE + b"k\x00n", 1, "not UTF-8"),
    "Latin-1": (b"knowshow: assessment/1\ntitle: Soci\xe9t\xe9\n", 2, "not UTF-8"),
    "a zero byte": (b"knowshow: assessment/1\ntitle: a\x00b\n", 2, "control character"),
    "a binary": (b"\x7fELF\x02\x01\x01" + bytes(200), 1, "control character"),
    "a workbook under another name": (b"PK\x03\x04" + bytes(50), 0, "ends in .xlsx"),
    "a list": (b"- a\n- b\n", 1, "holds no fields"),
    "half a file": (SOUND.encode()[:700], 19, "not well-formed YAML"),
}


@pytest.fixture
def knowshow(command):
    """Run ``knowshow`` in this process."""
    return lambda *arguments: Done(*command(*arguments))


@pytest.mark.parametrize(("data", "line", "words"), BAD.values(), ids=BAD)
def test_one_message_names_file_and_line(knowshow, tmp_path, data, line, words):
    path = tmp_path / "bad.yaml"
    path.write_bytes(data)
    done = knowshow("assess", path, "--json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"knowshow: {path}:{line}: " if line else f"knowshow: {path}: "), done.err
    assert words in done.err
    assert len(done.err.splitlines()) == 1
    assert len(done.err) - len(str(path)) < 400


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le with mark"])
def test_files_from_usual_editors_are_read(knowshow, tmp_path, encoding):
    path = tmp_path / "sound.yaml"
    marked = codecs.BOM_UTF16_LE + SOUND.encode("utf-16-le")
    path.write_bytes(marked if "mark" in encoding else SOUND.replace("\n", "\r\n").encode(encoding))
    assert knowshow("assess", path, "--json").code == 0


def test_json_is_yaml_too(knowshow, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text('{"knowshow": "assessment/1",\n "title": "x",\n "subject": {"nam": "y"}}', encoding="utf-8")
    assert "bad.json:3: subject.nam: The field 'nam' is not known. Did you mean 'name'?" in knowshow("assess", path).err


def test_a_folder_a_missing_file_and_a_large_one_are_named(knowshow, tmp_path):
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert f"{tmp_path}: The file cannot be opened: Is a directory." in knowshow("assess", tmp_path).err
    assert "none.yaml: The file cannot be opened: No such file" in knowshow("assess", tmp_path / "none.yaml").err
    assert "The file has 50 MB; at most 20 MB are read." in knowshow("assess", large).err


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="a system without file modes")
def test_a_file_that_may_not_be_read_is_named(knowshow, tmp_path, monkeypatch):
    path = tmp_path / "closed.yaml"
    path.write_text(SOUND, encoding="utf-8")
    path.chmod(0)
    if os.geteuid() == 0:  # root may read everything: the system's refusal is played
        monkeypatch.setattr("pathlib.Path.open", _refuse)
    done = knowshow("assess", path)
    assert (done.code, done.out) == (2, "")
    assert "closed.yaml: The file cannot be opened: Permission denied." in done.err


def _refuse(*_arguments):
    raise PermissionError(13, "Permission denied")


def test_one_bad_file_among_several_leaves_nothing_printed(knowshow, tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(SOUND, encoding="utf-8")
    bad.write_bytes(one_impact(scale="9"))
    done = knowshow("assess", good, bad, "--json")
    assert (done.code, done.out) == (2, "")
    assert "bad.yaml:11:" in done.err


def _little_memory():
    resource.setrlimit(resource.RLIMIT_AS, (600 * 1024 * 1024, 600 * 1024 * 1024))


@pytest.mark.parametrize("data", [b"a: [" + b"1," * 9_000_000 + b"1]", LAUGHS.encode(), b"[" * 5_000_000])
def test_hostile_files_are_refused_soon_and_in_little_memory(tmp_path, data):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(data)
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "knowshow.cli.main", "assess", str(path)],
        capture_output=True, check=False, timeout=60, preexec_fn=_little_memory,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"hostile.yaml:" in done.stderr
    assert b"Traceback" not in done.stderr
    assert time.monotonic() - start < 30


def test_standard_input_is_limited_too():
    done = subprocess.run(
        [sys.executable, "-m", "knowshow.cli.main", "assess", "-"],
        input=b"#" * (21 * 1024 * 1024), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"at most 20 MB are read" in done.stderr
