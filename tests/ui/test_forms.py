"""Any form renders with our components: labels, help, errors on top and at the field, cards for ratings."""

import html5lib
import pytest
from django import forms

from knowshow.ui.forms import Explained, RatingCards
from tests.page import Fragment, words_of


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As others know it.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    level = forms.TypedChoiceField(label="Scale", choices=[(1, "Mild"), (2, "Grave")], coerce=int, widget=RatingCards)
    how_sure = forms.ChoiceField(
        label="Likelihood",
        choices=[("actual", Explained("Actual")), ("unknown", Explained("Unknown", "Ranked as if certain."))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="Agreed", required=False)
    evidence = forms.FileField(label="Evidence", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def shown(form):
    html = str(form)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    return Fragment(html)


@pytest.fixture
def empty():
    return shown(Sample())


@pytest.fixture
def refused():
    return shown(Sample({"sample-name": "", "sample-level": "9", "sample-how_sure": "actual"}, prefix="sample"))


def test_each_input_has_a_label_or_a_legend(empty):
    labels = {one.get("for"): words_of(one) for one in empty.all("label")}
    for field in empty.all("input", "textarea", "select"):
        if field.get("type") != "hidden":
            assert labels.get(field.get("id")), field.attrib
    assert [words_of(one) for one in empty.all("legend")] == ["Scale", "Likelihood"]


def test_help_is_tied_to_its_field(empty):
    assert empty.by_id("id_name").get("aria-describedby") == "id_name_helptext"
    assert words_of(empty.by_id("id_name_helptext")) == "As others know it."


def test_only_the_rarer_kind_of_field_is_marked(empty):
    labels = {words_of(one) for one in empty.all("label")}
    assert {"Name", "Note (optional)", "Evidence (optional)", "Agreed"} <= labels


def test_a_form_without_errors_has_no_summary(empty):
    assert empty.by_class("error-summary") == []


def test_errors_are_listed_on_top_and_lead_to_their_fields(refused):
    (summary,) = refused.by_class("error-summary")
    links = [(words_of(one), one.get("href")) for one in refused.all("a", within=summary)]
    assert [address for _words, address in links] == ["#id_sample-name", "#id_sample-level_0"]
    assert links[0][0].startswith("Name: ")
    assert summary.get("role") == "alert"


def test_each_error_stands_at_its_field_too(refused):
    name = refused.by_id("id_sample-name")
    assert name.get("aria-invalid") == "true"
    assert "id_sample-name_error" in name.get("aria-describedby")
    assert words_of(refused.by_id("id_sample-name_error")).startswith("Error: ")


def test_what_was_written_stays_after_a_refusal():
    page = shown(Sample({"name": "", "note": "Kept <b>words</b>"}))
    assert "".join(page.all("textarea")[0].itertext()).strip() == "Kept <b>words</b>"


def test_a_rating_is_chosen_on_cards_with_the_text_of_the_scale(empty):
    cards = empty.by_class("rating-card")
    assert ["Mild" in words_of(cards[0]), "Grave" in words_of(cards[1])] == [True, True]
    assert [one.get("data-value") for one in empty.by_class("bar")] == ["1", "2"]


def test_a_choice_may_explain_itself(empty):
    assert "Ranked as if certain." in [words_of(one) for one in empty.by_class("hint")]


def test_widgets_have_the_class_of_their_kind_unless_the_form_says_otherwise():
    class Own(forms.Form):
        plain = forms.CharField()
        dressed = forms.CharField(widget=forms.TextInput(attrs={"class": "wide"}))
        chosen = forms.ChoiceField(choices=[("a", "A")])

    page = shown(Own())
    classes = [page.by_id(f"id_{name}").get("class") for name in ("plain", "dressed", "chosen")]
    assert classes == ["input", "wide", "select"]


def test_hidden_fields_are_there_and_not_seen(empty):
    assert empty.by_id("id_token").get("type") == "hidden"
