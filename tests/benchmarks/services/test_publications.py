"""What is published never changes; a correction has a number of its own, a withdrawal a reason."""

import json

import pytest

from knowshow.benchmarks.models import Edition, Publication
from knowshow.benchmarks.services import answers, companies, editions, publications
from knowshow.benchmarks.services.answers import Citation
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def _publish(actor, edition, **fields):
    edition.refresh_from_db()
    return publications.publish_edition(actor=actor, edition=edition, revision=edition.revision, **fields)


def _correct(actor, edition, **fields):
    edition.refresh_from_db()
    return publications.correct_edition(actor=actor, edition=edition, revision=edition.revision, **fields)


@pytest.fixture
def edition(organisation):
    """Two companies with everything answered, at their last step."""
    made = rankings.edition(organisation, title="Small index 2026")
    rankings.final(rankings.entry(made, about=rankings.company(organisation, name="Acme")))
    rankings.final(rankings.entry(made, about=rankings.company(organisation, name="Bolt")), G1_1="no", P1_1="partial")
    return made


def test_a_publication_holds_scores_ranks_and_answers(edition, reviewer):
    made = _publish(reviewer, edition)
    rows = [(one.company_name, one.rank, one.total, one.rounded) for one in made.scores.all()]
    assert rows == [("Acme", 1, 87.5, 88), ("Bolt", 2, 50, 50)]
    bolt = made.scores.get(company_slug="bolt")
    assert bolt.tops == {"G": 50, "G1": 50, "P": 50, "P1": 50}
    assert bolt.values["G1"] == {"value": 50, "rounded": 50}
    assert [one["name"] for one in bolt.subjects] == ["Group", "Search"]
    assert bolt.answers[0] == {"subject": "Group", "node": "G1.1", "labels": ["no"], "state": "no"}
    edition.refresh_from_db()
    assert edition.state == "published"


def test_a_publication_says_what_all_pages_show(edition, lead):
    results = _publish(lead, edition).results
    assert [one["id"] for one in results["categories"]] == ["G", "P"]
    assert [one["id"] for one in results["tree"]] == ["G", "G1", "P", "P1"]
    assert (results["companies"], results["subjects"], results["answers"]) == (2, 4, 8)
    assert {"label": "no disclosure found", "state": "no_disclosure"} in results["labels"]
    shares = {one["category"]: one for one in results["shares"]}
    assert shares["G"]["counts"] == {"yes": 3, "no": 1}
    assert shares["G"]["not_researched"] == 0


def test_a_node_shows_every_company_and_the_answers_side_by_side(edition, lead):
    table = _publish(lead, edition).nodes.get(node="G1").table
    assert [(one["name"], one["value"], one["rank"]) for one in table["companies"]] == [
        ("Acme", 100, 1),
        ("Bolt", 50, 2),
    ]
    first = table["questions"][0]
    assert (first["id"], first["title"]) == ("G1.1", "Is there a policy?")
    assert [(one["company"], one["labels"]) for one in first["answers"]] == [("acme", ["yes"]), ("bolt", ["no"])]
    assert table["above"][0]["id"] == "G"


def test_no_name_of_a_researcher_is_published(edition, lead):
    made = _publish(lead, edition)
    said = json.dumps([made.results, *made.scores.values_list("answers", flat=True), *made.nodes.values_list("table")])
    assert "Lena" not in said
    assert lead.email not in said


def test_comments_are_published_only_if_the_edition_shows_them(organisation, lead):
    shown, hidden = (rankings.edition(organisation, by=None, shows_comments=one) for one in (True, False))
    for edition in (shown, hidden):
        entry = rankings.entry(edition)
        rankings.answer(entry, comment="See page 3.")
        made = _publish(lead, edition, unfinished_reason="A pilot.")
        (said,) = made.scores.get().answers
        assert said.get("comment", "") == ("See page 3." if edition == shown else "")


def test_sources_are_published_with_the_place_in_them(organisation, lead):
    entry = rankings.entry(rankings.edition(organisation))
    source = rankings.source(organisation)
    rankings.answer(entry, sources=[Citation(source, "section 2")])
    row = _publish(lead, entry.edition, unfinished_reason="A pilot.").scores.get()
    assert row.answers[0]["sources"] == [{"number": 1, "locator": "section 2"}]
    assert row.sources == [{"number": 1, "title": "Privacy policy", "url": "https://example.org/privacy"}]


def test_wording_that_the_licence_forbids_is_not_published(organisation, lead):
    by = rankings.methodology(organisation, licence_allows_text=False)
    made = _publish(lead, rankings.final(rankings.entry(rankings.edition(by=by))).edition)
    said = json.dumps([made.results, *made.nodes.values_list("title", "table")])
    assert "Is there a policy?" not in said
    assert "Commitment" not in said
    assert "G1.1" in said


def test_what_is_published_never_changes(edition, lead):
    made = _publish(lead, edition)
    row = made.scores.first()
    for record in (made, row, made.nodes.first()):
        with pytest.raises(ConflictError, match="Publish a correction"):
            record.save()
        with pytest.raises(ConflictError, match="Publish a correction"):
            record.delete()


def test_a_later_answer_changes_no_publication(edition, lead):
    made = _publish(lead, edition)
    before = made.scores.get(company_slug="bolt").answers
    bolt = rankings.moved(edition.entries.get(company__name="Bolt"), "reconcile")
    rankings.answer(bolt, "G1.1", "yes")
    assert Publication.objects.get().scores.get(company_slug="bolt").answers == before


def test_a_correction_gets_the_next_number_and_a_note(edition, lead):
    first = _publish(lead, edition)
    with pytest.raises(ConflictError, match="Nothing has changed since publication 1"):
        _correct(lead, edition, note="Nothing")
    bolt = rankings.moved(edition.entries.get(company__name="Bolt"), "reconcile")
    rankings.answer(bolt, "G1.1", "yes")
    rankings.moved(bolt, "final")
    with pytest.raises(BadInputError, match="It is empty"):
        _correct(lead, edition, note=" ")
    second = _correct(lead, edition, note="Bolt published its policy in May; we had overlooked it.")
    assert (first.number, second.number) == (1, 2)
    assert first.scores.get(company_slug="bolt").rounded == 50
    assert second.scores.get(company_slug="bolt").rounded == 75
    assert first.answers_digest != second.answers_digest


def test_a_comment_that_is_taken_back_is_something_to_correct(organisation, lead):
    entry = rankings.answered(rankings.entry(rankings.edition(organisation)))
    rankings.answer(entry, comment="Jo Insider told us.")
    edition = rankings.moved(entry, "final").edition
    _publish(lead, edition)
    rankings.answer(rankings.moved(entry, "reconcile"))
    rankings.moved(entry, "final")
    second = _correct(lead, edition, note="A comment named somebody.")
    assert "Insider" not in json.dumps(second.scores.get().answers)


def test_comments_that_are_hidden_later_are_something_to_correct(organisation, lead):
    edition = rankings.final(rankings.entry(rankings.edition(organisation))).edition
    entry = edition.entries.get()
    rankings.answer(rankings.moved(entry, "reconcile"), comment="Jo Insider told us.")
    rankings.moved(entry, "final")
    _publish(lead, edition)
    edition.refresh_from_db()
    editions.change_edition(actor=lead, edition=edition, revision=edition.revision, shows_comments=False)
    second = _correct(lead, edition, note="A comment named somebody.")
    assert "Insider" not in json.dumps(second.scores.get().answers)


def test_what_was_withdrawn_by_mistake_is_published_anew(edition, lead):
    first = _publish(lead, edition)
    publications.withdraw_publication(actor=lead, publication=first, reason="A slip.")
    assert _correct(lead, edition, note="It was right after all.").number == 2


def test_a_reason_why_a_question_does_not_apply_is_hidden_with_the_comments(organisation, lead):
    entry = rankings.entry(rankings.edition(organisation, shows_comments=False))
    rankings.answer(entry, label="N/A", na_reason="Jo Insider says so.")
    made = _publish(lead, entry.edition, unfinished_reason="A pilot.")
    assert "Insider" not in json.dumps([made.scores.get().answers, made.nodes.get(node="G1").table])


def test_the_year_before_is_compared_as_it_was_published(edition, lead):
    _publish(lead, edition)
    bolt = edition.entries.get(company__name="Bolt")
    rankings.answer(rankings.moved(bolt, "reconcile"), "G1.1", "yes")
    following = rankings.edition(by=edition.methodology, previous=edition)
    rankings.final(rankings.entry(following, about=bolt.company))
    (row,) = _publish(lead, following).results["changes"]["rows"]
    assert (row["name"], row["before"], row["after"]) == ("Bolt", 50, 87.5)


def test_publishing_twice_is_a_correction(edition, lead):
    _publish(lead, edition)
    with pytest.raises(ConflictError, match="Publish a correction"):
        _publish(lead, edition)


def test_an_edition_that_was_never_published_has_nothing_to_correct(edition, lead):
    with pytest.raises(ConflictError, match="nothing to correct"):
        _correct(lead, edition, note="A slip")


def test_companies_before_their_last_step_want_a_reason_that_is_published(organisation, lead):
    entry = rankings.answered(rankings.entry(rankings.edition(organisation)))
    with pytest.raises(BadInputError, match="is in the step “Data collection”"):
        _publish(lead, entry.edition)
    made = _publish(lead, entry.edition, unfinished_reason="A pilot, to be reviewed in May.")
    assert made.unfinished_reason == "A pilot, to be reviewed in May."


def test_feedback_that_waits_wants_a_reason_too(edition, lead):
    bolt = rankings.moved(edition.entries.get(company__name="Bolt"), "company_feedback")
    rankings.remark(bolt)
    rankings.moved(bolt, "final")
    with pytest.raises(BadInputError, match="Bolt gave feedback that nobody has decided on"):
        _publish(lead, edition)


def test_what_must_be_answered_bars_publication_and_no_reason_helps(organisation, lead):
    by = rankings.methodology(organisation, missing="block")
    entry = rankings.entry(rankings.edition(by=by))
    rankings.answer(entry, "G1.1")
    with pytest.raises(ConflictError, match=r"G1\.2 must be answered before publication"):
        _publish(lead, entry.edition, unfinished_reason="All the same.")
    rankings.answered(entry)
    assert _publish(lead, entry.edition, unfinished_reason="A pilot.").number == 1


def test_an_edition_without_companies_is_not_published(organisation, lead):
    with pytest.raises(ConflictError, match="holds no company"):
        _publish(lead, rankings.edition(organisation))


def test_a_withdrawn_publication_keeps_number_and_scores_and_says_why(edition, lead):
    made = _publish(lead, edition)
    with pytest.raises(BadInputError, match="It is empty"):
        publications.withdraw_publication(actor=lead, publication=made, reason="")
    publications.withdraw_publication(actor=lead, publication=made, reason="The wrong file was published.")
    made.refresh_from_db()
    assert (made.is_withdrawn, made.withdrawal_reason, made.scores.count()) == (
        True,
        "The wrong file was published.",
        2,
    )
    with pytest.raises(ConflictError, match="withdrawn before"):
        publications.withdraw_publication(actor=lead, publication=made, reason="Again")


def test_who_publishes_what_somebody_changed_meanwhile_is_told(edition, lead):
    stale = Edition.objects.get(pk=edition.pk)
    editions.change_edition(actor=lead, edition=edition, revision=edition.revision, note="A note")
    with pytest.raises(ConflictError, match="Somebody else changed"):
        publications.publish_edition(actor=lead, edition=stale, revision=stale.revision)
    assert not Publication.objects.exists()


def test_year_on_year_compares_only_what_both_years_ask_alike(organisation, lead):
    last = rankings.final(rankings.entry(rankings.edition(organisation)), G1_1="no", G1_2="no")
    _publish(lead, last.edition)
    nodes = [*rankings.index()["nodes"], {"id": "G1.9", "parent": "G1", "title": "New"}]
    nodes[2] = {**nodes[2], "is_comparable": False}
    by = rankings.methodology(organisation, version="2", nodes=nodes)
    entry = rankings.entry(rankings.edition(by=by, previous=last.edition), about=last.company)
    rankings.answered(entry, G1_1="no", G1_2="partial")
    rankings.answer(entry, "G1.9", "yes")
    made = _publish(lead, entry.edition, unfinished_reason="A pilot.")
    changes = made.results["changes"]
    assert (changes["comparable"], changes["left_out"], changes["previous"]["number"]) == (3, 2, 1)
    (row,) = changes["rows"]
    assert (row["before"], row["after"]) == (37.5, 62.5), "governance over G1.2 alone: 0, then 50"


def test_the_figures_are_asked_for_once_it_is_stored(edition, lead, django_capture_on_commit_callbacks):
    from django_tasks import default_task_backend

    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        made = _publish(lead, edition)
    (asked,) = default_task_backend.results
    assert (asked.task.name, asked.args) == ("draw_figures", [made.pk])


@pytest.mark.parametrize("who", ["assessor", "observer", "outsider"])
def test_only_reviewers_and_the_lead_publish_and_withdraw(who, edition, lead, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowedError):
        _publish(actor, edition)
    made = _publish(lead, edition)
    with pytest.raises(NotAllowedError):
        _correct(actor, edition, note="Mine")
    with pytest.raises(NotAllowedError):
        publications.withdraw_publication(actor=actor, publication=made, reason="Mine")


def test_identifiers_are_published(edition, lead):
    acme = edition.entries.get(company__name="Acme").company
    companies.add_identifier(actor=lead, company=acme, scheme="wikidata", value="Q95")
    row = _publish(lead, edition).scores.get(company_slug="acme")
    assert row.identifiers == [{"scheme": "wikidata", "name": "Wikidata", "value": "Q95"}]


def test_carried_answers_are_published_like_any_other(organisation, lead):
    last = rankings.answered(rankings.entry(rankings.edition(organisation)))
    entry = rankings.entry(rankings.edition(by=last.edition.methodology, previous=last.edition), about=last.company)
    answers.carry_over(actor=lead, entry=entry)
    made = _publish(lead, entry.edition, unfinished_reason="A pilot.")
    assert len(made.scores.get().answers) == 4
