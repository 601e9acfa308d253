"""The documents hold: links lead somewhere, named commands, files and options exist, dates are kept."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import knowshow
from tests.contracts.pages import cli

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _anchors(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_relative_link_leads_somewhere(path):
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), f"{_name(path)} links to {target}, which is not there"
        assert not anchor or anchor in _anchors(found), f"{_name(path)}: {target} has no such heading"


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_command_and_option_that_a_document_names_exists(path):
    known = {name.removeprefix("knowshow "): command for name, command in cli.commands()}
    for said in _commands_in(path.read_text(encoding="utf-8")):
        name = _command(said, known)
        assert name, f"{_name(path)} names `knowshow {said}`, which does not exist"
        options = {word for one in known[name].params for word in (*one.opts, *one.secondary_opts)} | {"--help"}
        strange = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", said)) - options
        assert not strange, f"{_name(path)}: `knowshow {name}` has no option {sorted(strange)}"


def _commands_in(text):
    """What follows the program's name inside code, up to the end of the code or line."""
    spans = re.findall(r"`([^`\n]+)`", text)
    blocks = re.findall(r"^(?: {4}|\t)(.+)$", text, flags=re.MULTILINE)
    fenced = [line for block in re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL) for line in block.splitlines()]
    for code in [*spans, *blocks, *fenced]:
        found = re.match(r"(?:\$ )?(?:\.venv/bin/)?knowshow ([a-z][^#|]*)", code.strip())
        if found:
            yield found.group(1).strip()


def _command(said, known):
    words = said.split()
    return next((name for length in (3, 2, 1) if (name := " ".join(words[:length])) in known), "")


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_file_of_ours_that_a_document_names_exists(path):
    named = re.findall(r"`((?:src|tests|docs|tools|benchmarks|locks)/[\w./-]+)`", path.read_text(encoding="utf-8"))
    absent = [one for one in named if not (ROOT / one).exists()]
    assert not absent, f"{_name(path)} names {absent}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_a_document_begins_with_its_one_title(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(re.findall(r"^# ", text, flags=re.MULTILINE)) == 1


def test_every_document_can_be_reached_from_the_front_page():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        reached.add(path)
        for target in _LINK.findall(path.read_text(encoding="utf-8")):
            found = (path.parent / target.partition("#")[0]).resolve()
            if found.suffix == ".md" and found.exists() and found not in reached:
                waiting.append(found)
    assert not [_name(path) for path in DOCUMENTS if path not in reached and "src" not in path.parts]


# ---- guides ------------------------------------------------------------------------------------------------

#: Bold words that begin with a capital are labels of the product, unless they end a sentence.
_LABEL = re.compile(r"\*\*([A-Z][^*]*[^*.:])\*\*")


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "guides").glob("*.md")), ids=_name)
def test_every_label_that_a_guide_names_is_in_the_product(path):
    sources = [*(ROOT / "src").rglob("*.html"), *(ROOT / "src").rglob("*.py")]
    words = "\n".join(one.read_text(encoding="utf-8") for one in sources)
    absent = [label for label in _LABEL.findall(path.read_text(encoding="utf-8")) if f'"{label}"' not in words]
    assert absent == []


# ---- the accessibility statement ---------------------------------------------------------------------------


def _dated(label):
    text = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    return date.fromisoformat(re.search(rf"{label}: (\d{{4}}-\d{{2}}-\d{{2}})", text).group(1))


def test_the_accessibility_statement_is_not_overdue():
    today = datetime.now(UTC).date()
    assert _dated("Next review by") >= today, "look at the pages again, then renew docs/accessibility.md"


def test_the_accessibility_statement_is_reviewed_at_least_once_a_year():
    assert 0 < (_dated("Next review by") - _dated("Last reviewed on")).days <= 366


# ---- changes -----------------------------------------------------------------------------------------------


def test_the_changelog_begins_with_this_version():
    versions = re.findall(
        r"^## ([\d.]+) - (unreleased|\d{4}-\d{2}-\d{2})$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert versions[0][0] == knowshow.__version__


# ---- decisions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")), ids=_name)
def test_a_decision_tells_context_decision_consequences_and_what_was_rejected(path):
    headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "Rejected"]
