"""Templates mark every text for translation, and hold no script, style or event handler of their own."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "src").rglob("templates/**/*.html"))
#: Attributes that people read or hear.
_READ_OUT = {"alt", "title", "aria-label", "placeholder", "content"}
#: Stands where a variable or a tag stood.
_VARIABLE = "\N{WORD JOINER}"
#: Names are the same in every language.
_NAMES = re.compile(r"\b(Knowshow|SHA-256)\b")
#: Blocks that hold a word for the browser, not for people.
_FOR_BROWSERS = {"body_class", "direction"}
#: A report is one file: its style sheets go with it. Pages never do this.
_TRAVELS_ALONE = {"print.html"}
#: Sample values stand on the pattern page as they are.
_SAMPLES = {"patterns.html"}


def _name(path):
    return path.relative_to(ROOT / "src" / "knowshow").as_posix()


class _Words(HTMLParser):
    """Collects what people read."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag != "meta" or dict(attrs).get("name") == "description":
            self.found += [value for name, value in attrs if name in _READ_OUT and value]

    def handle_data(self, data):
        self.found.append(data)


def untranslated(source):
    """Texts that stand in a template without a mark."""
    words = _Words()
    words.feed(_NAMES.sub(_VARIABLE, "".join(_plain(Lexer(source).tokenize()))))
    words.close()
    return [" ".join(one.split()) for one in words.found if re.search(r"[^\W\d_]{2,}", one)]


def _plain(tokens):
    inside = ""
    for token in tokens:
        word, *rest = token.contents.split() if token.token_type == TokenType.BLOCK else [""]
        if inside:
            inside = "" if word == f"end{inside}" else inside
        elif word in {"blocktranslate", "blocktrans", "comment"} or (word == "block" and rest[0] in _FOR_BROWSERS):
            inside = word
        elif token.token_type == TokenType.TEXT:
            yield token.contents
        elif token.token_type in {TokenType.VAR, TokenType.BLOCK}:
            yield _VARIABLE


def test_the_search_finds_text_and_attributes_without_a_mark():
    source = '{% load i18n %}<p title="A title">Some words {{ name }}</p>{% translate "Marked" %}{# a note #}'
    assert untranslated(source) == ["A title", "Some words \N{WORD JOINER}"]


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_text_is_marked_for_translation(path):
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [one for one in TEMPLATES if one.name not in _SAMPLES], ids=_name)
def test_every_text_handed_to_a_component_is_marked(path):
    blocks = re.findall(r"{%\s*include (.*?)%}", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = [one for block in blocks for one in re.findall(r'\w+="([^"]*[A-Za-z]{2,} [^"]*)"', block)]
    assert bare == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_no_script_style_or_event_handler_stands_in_a_template(path):
    source = path.read_text(encoding="utf-8")
    if path.name in _TRAVELS_ALONE:
        source = source.replace("<style>{{ styles }}</style>", "")
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"<style|\sstyle=|\son(?!e=)[a-z]+=|javascript:", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_nothing_is_loaded_from_another_host(path):
    assert not re.search(r'\b(?:src|action)="(?:https?:)?//|<link[^>]*href="(?:https?:)?//', path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted((ROOT / "src").rglob("ui/components/*.html")), ids=_name)
def test_a_component_lists_its_inputs_in_a_comment(path):
    assert re.match(r"(\{% load [^%]*%\}\s*)*(\{#|\{% comment %\})", path.read_text(encoding="utf-8")), path
