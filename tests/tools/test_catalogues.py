"""The catalogues of the portal: what is found in the code, kept, filled in and checked."""

import gettext
import io

import pytest

from tools import catalogues
from tools.catalogues import Texts

_ONE = ("", "A report", "")
_MANY = ("", "{count} report", "{count} reports")
_IN_CONTEXT = ("day", "j M", "")
_KEYS = {_ONE: ["a.html"], _MANY: ["b.py"], _IN_CONTEXT: ["b.py"]}
_FRENCH = Texts("fr", {_ONE: ("Un signalement",), _MANY: ("{count} signalement", "{count} signalements")})


@pytest.fixture
def portal(tmp_path, monkeypatch):
    """A portal of two files, without catalogues yet."""
    (tmp_path / "a.html").write_text('{% load i18n %}<p title="x">{% translate "A report" %}</p>', encoding="utf-8")
    (tmp_path / "b.py").write_text(
        'ngettext("{count} report", "{count} reports", 2)\npgettext("day", "j M")\n', "utf-8"
    )
    monkeypatch.setattr(catalogues, "SOURCE", tmp_path)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path / "locale")
    monkeypatch.setattr(catalogues, "PORTAL", ("a.html", "b.py", "not/there/*.html"))
    return tmp_path


@pytest.mark.parametrize(
    ("template", "keys"),
    [
        ('{% translate "Read" %}', [("", "Read", "")]),
        ('{% translate "May" context "month" %}', [("month", "May", "")]),
        ("{% blocktranslate %}Of {{ name }}.{% endblocktranslate %}", [("", "Of %(name)s.", "")]),
        (
            "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            [("", "%(n)s day", "%(n)s days")],
        ),
        ('  <p>\n    {% if "a" %}{{ x|default:_("none") }}{% endif %}</p>', [("", "none", "")]),
        ("{% comment %}{% translate 'no' %}{% endcomment %}<p>It's (not) \"marked\"</p>", []),
    ],
)
def test_words_that_a_template_marks_are_found(template, keys):
    assert list(catalogues._marked(template, is_template=True)) == keys


def test_words_that_a_module_marks_are_found_and_no_others():
    source = 'x = _("Of {name}" " and me")\ny = gettext_lazy("Later")\nz = forms("one", "many")\nprint("nothing")\n'
    found = list(catalogues._marked(source, is_template=False))
    assert found == [("", "Of {name} and me", ""), ("", "Later", ""), ("", "one", "many")]


def test_what_is_found_says_where_it_stands(portal):
    assert catalogues.found() == _KEYS


def test_what_is_compiled_says_what_is_kept():
    files = catalogues.made("fr", _KEYS, _FRENCH)
    said = gettext.GNUTranslations(io.BytesIO(files["mo"]))
    assert said.gettext("A report") == "Un signalement"
    assert [said.ngettext("{count} report", "{count} reports", n) for n in (0, 1, 2)] == [
        "{count} signalement", "{count} signalement", "{count} signalements",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("fr", [(0, 1), (2,)]),
        ("es", [(1,), (0, 2, 11)]),
        ("ar", [(0,), (1,), (2,), (3, 10, 103), (11, 99, 111), (100, 101, 202)]),
        ("ru", [(1, 21, 101), (2, 24, 104), (0, 5, 11, 12, 111)]),
        ("zh-hans", [(0, 1, 2, 100)]),
    ],
)
def test_each_number_takes_the_form_of_its_language(code, numbers):
    forms = tuple(f"form {place}" for place in range(len(numbers)))
    compiled = catalogues.made(code, {_MANY: []}, Texts(code, {_MANY: forms}))["mo"]
    said = gettext.GNUTranslations(io.BytesIO(compiled))
    assert [{said.ngettext(*_MANY[1:], n) for n in group} for group in numbers] == [{form} for form in forms]


def test_what_has_no_translation_is_english_in_every_number():
    said = gettext.GNUTranslations(io.BytesIO(catalogues.made("ru", _KEYS, Texts("ru"))["mo"]))
    assert {said.ngettext(*_MANY[1:], n) for n in (2, 5)} == {"{count} reports"}


def test_making_the_same_again_changes_nothing():
    assert catalogues.made("ar", _KEYS, Texts("ar")) == catalogues.made("ar", _KEYS, Texts("ar"))


def test_what_is_missing_is_listed_with_room_for_each_language_and_form(portal):
    catalogues.write()
    (last,) = [one for one in catalogues.missing() if one["id"] == "{count} report"]
    assert (last["plural"], last["zh-hans"], last["ru"]) == ("{count} reports", [""], ["", "", ""])
    (context,) = [one["context"] for one in catalogues.missing() if one["id"] == "j M"]
    assert context == "day"


def test_filling_in_takes_what_is_given_and_keeps_the_rest(portal):
    catalogues.fill([{"id": "A report", "fr": "Un signalement"}])
    catalogues.fill([{"id": "A report", "es": "Un aviso"}, {"id": "Gone", "fr": "Parti"}])
    assert catalogues.texts("fr").said[_ONE] == ("Un signalement",)
    assert catalogues.texts("es").said[_ONE] == ("Un aviso",)
    assert ("", "Gone", "") not in catalogues.texts("fr").said
    assert [one["id"] for one in catalogues.missing() if "fr" in one] == ["j M", "{count} report"]


def test_words_that_are_gone_from_the_code_are_dropped(portal):
    catalogues.fill([{"id": "A report", "fr": "Un signalement"}])
    (portal / "a.html").write_text("<p></p>", encoding="utf-8")
    catalogues.write()
    assert _ONE not in catalogues.texts("fr").said


def test_what_is_whole_and_up_to_date_has_no_problem(portal, monkeypatch):
    monkeypatch.setattr(catalogues, "PLURALS", {"fr": catalogues.PLURALS["fr"]})
    catalogues.fill([
        {"id": "A report", "fr": "Un signalement"},
        {"id": "{count} report", "plural": "{count} reports", "fr": ["{count} signalement", "{count} signalements"]},
        {"id": "j M", "context": "day", "fr": "j F"},
    ])  # fmt: skip
    assert list(catalogues.problems()) == []
    (portal / "locale/fr/LC_MESSAGES/django.mo").write_bytes(b"")
    (problem,) = catalogues.problems()
    assert problem == "locale/fr/LC_MESSAGES/django.mo is out of date. Run: python3 dev.py docs"


@pytest.mark.parametrize(
    ("key", "said", "is_lost"),
    [
        (("", "<b>{name}</b> left", ""), "<b>{name}</b> est parti", False),
        (("", "<b>{name}</b> left", ""), "{name} est parti", True),
        (("", "Of %(name)s", ""), "De %(nom)s", True),
        (("", "{count} day of {all}", "{count} days of {all}"), "ein Tag von {all}", False),
        (("", "{count} day of {all}", "{count} days of {all}"), "{count} Tage", True),
        (("", "Read", ""), "Lu {name}", True),
    ],
)
def test_a_translation_keeps_placeholders_and_tags(key, said, is_lost):
    assert bool(list(catalogues._lost(key, (said,)))) is is_lost


def test_the_command_line_says_what_it_knows(capsys):
    assert catalogues.main(["translate"]) == 2
    assert "write, missing, fill FILE, check" in capsys.readouterr().err
