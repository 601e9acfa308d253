"""Words that people read are marked for translation, and are those of the field (docs/glossary.md)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "knowshow"
MODULES = sorted(path for part in ("forms", "views") for path in SOURCE.rglob(f"{part}/*.py"))
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))

#: Arguments that people read.
_READ = {"label", "help_text", "empty_label", "initial_text", "legend"}
_MESSAGES = {"success", "info", "warning", "error"}
#: What we do not say, and what to say.
_UNSAID = {
    r"\btickets?\b": "grievance, case",
    r"\bvictims?\b": "rights-holder, person harmed",
    r"\b(?:end[ -])?users?\b": "rights-holder, member, people",
    r"\brisk (?:score|matrix|level|appetite)s?\b": "severity, tier",
    r"\bmaterial topics?\b": "salient issue",
    r"\bvulnerable (?:groups?|people|persons?)\b": "group at heightened risk",
    r"\bmitigate risks?\b": "prevent or mitigate the impact",
}
#: Names of commands may hold the word.
_COMMANDS = re.compile(r"knowshow user\b")


def _name(path):
    return path.relative_to(SOURCE).as_posix()


def _bare(source):
    """Texts of a module that people read and that no function marks."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            read = [one.value for one in node.keywords if one.arg in _READ]
            read += node.args[1:] if _is_message(node.func) else []
            yield from (f"line {node.lineno}: {ast.unparse(one)}" for one in read if _is_words(one))


def _is_message(function):
    return (
        isinstance(function, ast.Attribute) and function.attr in _MESSAGES and "messages" in ast.unparse(function.value)
    )


def _is_words(node):
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and bool(node.value) and isinstance(node.value, str)
    )


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_labels_help_and_messages_are_marked_for_translation(module):
    assert list(_bare(module.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "bare", ['CharField(label="Name")', 'messages.success(request, "Saved")', 'F(help_text=f"{n} left")']
)
def test_a_text_without_a_mark_is_found(bare):
    assert len(list(_bare(bare))) == 1
    assert list(_bare('CharField(label=_("Name"), help_text="")')) == []


def _read_in_template(path):
    source = path.read_text(encoding="utf-8")
    found = re.findall(r"{%\s*translate\s+[\"'](.+?)[\"']", source)
    return found + re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", source, flags=re.DOTALL)


def _read_in_module(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "gettext", "ngettext", "gettext_lazy"}:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


@pytest.mark.parametrize("path", [*TEMPLATES, *sorted(SOURCE.rglob("*.py"))], ids=_name)
def test_texts_use_the_words_of_the_field(path):
    texts = _read_in_template(path) if path.suffix == ".html" else _read_in_module(path)
    assert [advice for text in texts for advice in _advice(text)] == []


def _advice(text):
    plain = re.sub(r"{[^}]*}|{{.*?}}|{%.*?%}", "", _COMMANDS.sub("", text))
    return [
        f"{text!r}: say {instead}" for unsaid, instead in _UNSAID.items() if re.search(unsaid, plain, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "text", ["The victim told us", "2 tickets", "Add a user", "Its risk score", "A vulnerable group"]
)
def test_a_word_that_we_do_not_say_is_found(text):
    assert len(_advice(text)) == 1
    assert _advice("Ask whoever runs the server: knowshow user add.") == []
