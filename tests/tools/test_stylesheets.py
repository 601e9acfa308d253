"""The style sheets of the portal are that of the workspace without layers, in an order in which the same rules win."""

import re

import pytest
import tinycss2

from tools import stylesheets

_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def test_the_stored_file_is_what_its_sources_make():
    assert stylesheets.TARGET.read_text(encoding="utf-8") == stylesheets.made(), "run python3 dev.py docs"


def test_an_old_phone_finds_no_layer_in_it_and_every_rule_is_sound():
    text = stylesheets.made()
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    assert "@layer" not in text
    assert {node.type for node in nodes} == {"qualified-rule", "at-rule"}
    assert {node.lower_at_keyword for node in nodes if node.type == "at-rule"} <= {"media", "page"}


def test_no_rule_is_lost():
    sources = [(stylesheets.FOLDER / name).read_text(encoding="utf-8") for name in stylesheets.SOURCES]
    assert sorted(_selectors("\n".join(sources))) == sorted(_selectors(stylesheets.made()))


def _selectors(text):
    return list(_below(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)))


def _below(nodes):
    for node in nodes:
        if node.type == "qualified-rule":
            yield " ".join(tinycss2.serialize(node.prelude).split())
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in {"layer", "media"}:
            yield from _below(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def test_a_higher_layer_follows_a_lower_one_whatever_the_files_say():
    first = "@layer reset, base, print;\n@layer print { a { color: black } }"
    second = "@layer base { a { color: blue } } /* } */ @layer print { @media print { b { top: 0 } } }"
    rules = stylesheets.flattened([first, second]).splitlines()
    assert rules == ["a { color: blue }", "a { color: black }", "@media print { b { top: 0 } }"]


@pytest.mark.parametrize(
    ("sheet", "problem"),
    [
        ("@layer a { b { top: 0 } }", "in which order"),
        ("@layer a; b { top: 0 }", "outside of all layers"),
        ("@layer a; b { top: 0 } @layer a { c { top: 0 } }", "outside of all layers"),
        ("@layer a; @layer a { b { top: 0 }", "not closed"),
    ],
)
def test_what_cannot_be_put_in_order_is_refused(sheet, problem):
    with pytest.raises(ValueError, match=problem):
        stylesheets.flattened([sheet])


# ---- the sheet of the plain pages ---------------------------------------------------------------------------


def test_the_stored_sheet_of_the_plain_pages_is_what_its_sources_make():
    assert stylesheets.PLAIN.read_text(encoding="utf-8") == stylesheets.plain(), "run python3 dev.py docs"


def test_it_keeps_what_can_match_and_leaves_out_the_rest():
    rules = "a { color: red } .kept > .gone, .kept:not(.gone) { top: 0 } @media print { .gone { top: 0 } b { top: 0 } }"
    found = stylesheets.needed(rules, {"kept"}).splitlines()
    assert found == ["a { color: red }", ".kept:not(.gone) { top: 0 }", "@media print {", "b { top: 0 }", "}"]


def test_commas_in_brackets_part_no_selectors():
    assert stylesheets.needed(".kept :is(th, td) { top: 0 }", {"kept"}) == ".kept :is(th, td) { top: 0 }\n"


def test_what_the_plain_pages_are_made_of_is_in_it():
    kept = set(_CLASS.findall(" ".join(_selectors(stylesheets.plain()))))
    assert {"receipt", "words", "portal-receipt", "exit", "door-first", "choice", "button-primary", "callout-danger",
            "error-summary", "stepper", "textarea", "icon"} <= kept  # fmt: skip
    assert not kept & {"workspace", "ranked-item", "nav", "tier"}


def test_it_leaves_room_for_the_page_on_a_slow_line():
    assert len(stylesheets.plain().encode()) < 32_000
