"""What must not be in the repository, and what must be unchanged in it."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDORED = ROOT / "src" / "knowshow" / "ui" / "static" / "ui" / "vendor"
_SECRETS = (
    re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(rb"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(rb"\b(?:ghp|gho|glpat|xox[bp])[-_][A-Za-z0-9]{16,}"),
    re.compile(rb"://[a-z]+:[^@/\s\"'`]{6,}@(?!host/|localhost)"),
)


def _tracked():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:  # a copy without its history
        parts = ("src", "tests", "docs", "tools", "benchmarks", "locks")
        return [path for part in parts for path in (ROOT / part).rglob("*") if path.is_file()]
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_key_or_password_is_in_the_repository():
    for path in _tracked():
        content = path.read_bytes()
        for pattern in _SECRETS:
            assert not pattern.search(content), f"{path.relative_to(ROOT)} seems to hold a secret: {pattern.pattern}"


def test_no_lock_of_a_tool_and_no_environment_is_in_the_repository():
    names = {path.name for path in _tracked()}
    assert not names & {"uv.lock", "poetry.lock", "Pipfile.lock", ".env", "db.sqlite3", "secret-key"}


@pytest.mark.parametrize("lock", sorted((ROOT / "locks").glob("*.txt")), ids=lambda path: path.name)
def test_a_lock_holds_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    pinned = re.findall(
        r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z,]+\])?==[^\s;]+[^\n]*\n((?:    --hash=[^\n]*\n)*)",
        text,
        re.MULTILINE | re.IGNORECASE,
    )
    assert len(pinned) > 20
    assert all(hashes for hashes in pinned)
    assert not re.search(r"https?://|--(?:extra-)?index[-]url|--find[-]links|\s@\s", text)


def test_no_file_names_a_registry_of_packages():
    address = re.compile(
        rb"(?:pypi|pythonhosted|npmjs)\.(?:org|com)/(?:simple|packages)|index[-]url\s*=|\[\[tool\.uv\.index"
    )
    for path in _tracked():
        if path.name != Path(__file__).name:
            assert not address.search(path.read_bytes()), path.relative_to(ROOT)


def test_vendored_files_are_those_of_their_list():
    rows = re.findall(
        r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (VENDORED / "VENDOR.md").read_text("utf-8"), re.MULTILINE
    )
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDORED.iterdir() if path.suffix != ".md"
    }
    assert rows
    assert dict(rows) == found


def test_own_scripts_and_style_sheets_stay_small():
    static = [path for path in (ROOT / "src").rglob("static/**/*") if path.is_file() and VENDORED not in path.parents]
    lines = {
        kind: sum(path.read_bytes().count(b"\n") for path in static if path.suffix == kind) for kind in (".css", ".js")
    }
    assert lines[".css"] < 2500
    assert lines[".js"] < 500
