"""The page client finds what is wrong with a page, so that no page test can pass by looking away."""

import pytest
from django.http import HttpResponse

from tests.page import Page, header_problems, page_problems

SOUND = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Things - Knowshow</title></head>
<body><a href="#main">Skip</a><main id="main"><h1>Things</h1><h2>More</h2>
<form action="/x/" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t">
<label for="n">Name</label><input id="n" name="n"><button>Save</button></form></main></body></html>"""


def problems(*replacement):
    html = SOUND.replace(*replacement) if replacement else SOUND
    assert not replacement or html != SOUND
    return page_problems(Page(client=None, response=HttpResponse(html), url="/things/"))


def test_a_sound_page_has_no_problems():
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (' lang="en"', "", "no language"),
        (' dir="ltr"', "", "no direction"),
        ("<h2>More</h2>", "<h1>More</h1>", "2 main headings"),
        ("<h2>More</h2>", "<h3>More</h3>", "a heading of level 3 follows one of level 1"),
        ("Things - ", "Stuff - ", "does not start with the heading"),
        ('<a href="#main">Skip</a>', "", "does not skip to the main part"),
        ('<main id="main">', '<main id="n">', "the id 'n' is used 2 times"),
        ('<label for="n">Name</label>', "", "the field 'n' has no label"),
        (' action="/x/"', "", "a form without an action"),
        (' value="t"', "", "has no token"),
        ('method="post"', 'method="get"', "puts its token into the address"),
        ("/x/", "https://elsewhere.example/", "loads from elsewhere"),
        ("<h2>", "<script>1</script><h2>", "an inline script"),
        ("<h2>", '<h2 style="color:red">', "an inline style on h2"),
        ("<h2>", '<h2 onclick="x()">', "an event handler onclick on h2"),
        ("<h2>", '<img src="/a.png"><h2>', "a picture without words"),
        ("<h2>", "<div><h2>", "not sound HTML"),
        ("<h2>", '<a href="#nowhere">x</a><h2>', "which is not there"),
        ("<button>Save</button>", "", "has no button"),
    ],
)
def test_each_kind_of_problem_is_found(old, new, said):
    assert any(said in problem for problem in problems(old, new)), problems(old, new)


def test_missing_headers_are_found():
    assert len(header_problems(HttpResponse())) == 5


def test_a_form_sends_what_a_browser_would():
    html = SOUND.replace(
        "<button>",
        '<select name="s" aria-label="s"><option value="1">a</option><option value="2" selected>b</option></select>'
        '<input type="checkbox" name="c" aria-label="c" value="x" checked>'
        '<input type="checkbox" name="c" aria-label="d" value="y">'
        '<input type="radio" name="r" aria-label="r" value="z">'
        '<textarea name="t" aria-label="t">words</textarea><button>',
    )
    form = Page(client=None, response=HttpResponse(html), url="/things/").form("Save")
    assert form.filled({"n": "a name"}) == {
        "csrfmiddlewaretoken": "t", "n": "a name", "s": "2", "c": "x", "t": "words",
    }  # fmt: skip
    assert form.filled({"c": ["x", "y"], "r": "z"})["c"] == ["x", "y"]


def test_a_form_refuses_a_field_or_choice_it_does_not_have():
    form = Page(client=None, response=HttpResponse(SOUND), url="/things/").form()
    with pytest.raises(AssertionError, match="no field 'nonsense'"):
        form.filled({"nonsense": "1"})
