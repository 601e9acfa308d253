"""Addresses of every page of rankings, with records that strain a page: long names, many rows, each state."""

import json

from django.urls import reverse

from knowshow.benchmarks.models import Edition
from knowshow.benchmarks.reports import stored
from knowshow.benchmarks.services import editions, imports, instruments, publications, questionnaires
from knowshow.benchmarks.services.answers import Citation
from tests import make
from tests.benchmarks import make as published
from tests.benchmarks import rankings
from tests.benchmarks.surveys import survey
from tests.benchmarks.views.workspace import test_every_page as by_role

_LONG = "International Telecommunications Infrastructure and Participations Holding"
_LONGER = "Does the company commit itself to rights-of-communication-and-information-infrastructure-users, and how?"


# ---- the workspace -----------------------------------------------------------------------------------------


def research(organisation, lead, records):
    """The pages of the research: those of one record of each kind, and those of states that need more."""
    usual = {page: by_role.address(page, records) for page in by_role._ALL}
    disputed = _disputed(organisation, lead)
    failed = _failed_import(organisation, lead)
    more = {
        "entry, disputed": reverse("benchmarks:entry", args=[disputed.pk]),
        "differences": reverse("benchmarks:entry_reconcile", args=[disputed.pk]),
        "questions, disputed": reverse("benchmarks:questions", args=[disputed.pk, "G1"]),
        "import, failed": reverse("benchmarks:import", args=[failed.pk]),
        "history": reverse("benchmarks:answer_history", args=[disputed.edition.answers.last().pk]),
        "a filter that nothing matches": f"{reverse('benchmarks:companies')}?q=nowhere",
    }
    return {**usual, **more}


def _disputed(organisation, lead):
    """An answered entry under review, on which the reviewer differs; of names that are hard to place."""
    company = rankings.company(organisation, name=_LONG, country="CD")
    entry = rankings.answered(
        rankings.entry(rankings.edition(organisation, title=f"{_LONG}: a ranking"), about=company)
    )
    rankings.answer(
        entry,
        comment="As its policy says: https://example.org/" + "a-long-address/" * 8,
        sources=[Citation(rankings.source(organisation, title=_LONGER), "page 3")],
    )
    rankings.moved(entry, "review")
    reviewer = make.member(organisation, "reviewer", name="Rita Reviewer")
    rankings.answer(entry, "G1.1", "no", actor=reviewer)
    return entry


def _failed_import(organisation, lead):
    files = rankings.folder(answers=rankings.ANSWERS.replace(",yes", ",yess"))
    return imports.check_folder(actor=lead, organisation=organisation, files=files, name=f"{_LONG}.zip")


def asked(organisation, lead):
    """The pages of questionnaires: one under way, with an answer that no longer counts; one of our own, untouched."""
    found = _questionnaire(organisation, lead)
    own = instruments.own("own:gp31-effectiveness")
    fresh = questionnaires.open_questionnaire(actor=lead, organisation=organisation, record=own, title="Our hotline")
    names = ("questionnaire", "questionnaire_edit", "questionnaire_results", "questionnaire_log")
    return {
        "questionnaires": reverse("benchmarks:questionnaires"),
        "questionnaire_add": reverse("benchmarks:questionnaire_add"),
        **{name: reverse(f"benchmarks:{name}", args=[found.pk]) for name in names},
        "section, answered": reverse("benchmarks:questionnaire_section", args=[found.pk, 1]),
        "questionnaire, new": reverse("benchmarks:questionnaire", args=[fresh.pk]),
        "section, new": reverse("benchmarks:questionnaire_section", args=[fresh.pk, 1]),
    }


def _questionnaire(organisation, lead):
    record = instruments.read_instrument(survey(), "check.json")
    made = questionnaires.open_questionnaire(actor=lead, organisation=organisation, record=record, title=_LONG)
    for answers in ({"reach": "many-4", "children": "yes-4", "why": _LONGER}, {"reach": "few-1"}):
        questionnaires.give_answers(actor=lead, questionnaire=made, revision=made.revision, answers=answers)
    return made


def heard(organisation, lead):
    """The pages of a company's contact: an answer with a decided remark; and who she is."""
    entry = _disputed(organisation, lead)
    reviewer = entry.edition.answers.get(step="review").author
    rankings.moved(entry, "company_feedback", actor=reviewer)
    answer = entry.edition.answers.filter(is_current=True, node="G1.1").get()
    contact = rankings.contact(entry.company)
    rankings.remark(entry, answer=answer, evidence_url="https://example.org/" + "a-long-address/" * 8)
    rankings.remark(entry, text=_LONGER)
    pages = {
        "feedback": reverse("benchmarks:feedback"),
        "contact_answers": reverse("benchmarks:contact_answers", args=[entry.pk]),
        "contact_feedback, on the whole": reverse("benchmarks:contact_feedback", args=[entry.pk]),
        "contact_feedback": f"{reverse('benchmarks:contact_feedback', args=[entry.pk])}?answer={answer.pk}",
        "account": reverse("account"),
    }
    return contact.membership.user, pages


# ---- the portal --------------------------------------------------------------------------------------------


def shown(client, organisation):
    """The pages of the portal: a ranking with figures that follows another, its older number, one that is withdrawn."""
    first = _strained(organisation, "2026")
    newest = _strained(organisation, "2027", previous=first.edition)
    stored.draw(newest.pk)
    withdrawn = published.withdrawn(published.published(organisation, title="A ranking of another kind"))
    corrected = published.corrected(published.published(organisation, title="A small one")).edition
    slug = newest.scores.first().company_slug
    pages = {
        f"{name} {more or ''}": published.address(client, newest, name, **{**more, **_of(slug, more)})
        for name, more in published.PAGES
    }
    more = {
        "start": client.address("start"),
        "accessibility": client.address("accessibility"),
        "rankings": client.address("rankings:index"),
        "without figures": published.address(client, first, "ranking"),
        "an older number": client.address("rankings:ranking", slug=corrected.slug, number=1),
        "a category": published.address(client, newest, "indicator", node="G"),
        "a company's services": published.address(client, newest, "company_node", company=slug, node="P1"),
    }
    gone = {
        "withdrawn": published.address(client, withdrawn, "ranking"),
        "nowhere": client.address("rankings:newest", slug="nowhere"),
    }
    return {**pages, **more}, gone


def _of(slug, more):
    return {"company": slug} if "company" in more else {}


def _strained(organisation, period, previous=None):
    """Fourteen companies of two types with long names and two services each; every kind of answer."""
    index = rankings.index(id="strained", title=f"{_LONG}: the index", ranking={"within": "company_type"})
    index["nodes"][1]["title"] = index["nodes"][5]["title"] = _LONGER
    names = [f"{_LONG} {number}" for number in range(1, 15)]
    files = {
        "methodology.json": json.dumps(index).encode(),
        "subjects.csv": published.table(_SUBJECT, [row for name in names for row in _subjects(name)]),
        "answers.csv": published.table(_ANSWER, [row for name in names for row in _answers(name, period)]),
    }
    actor = make.lead_of(organisation)
    run = imports.check_folder(
        actor=actor, organisation=organisation, files=files, title=f"{_LONG} {period}", period=period
    )
    assert not run.problems, run.problems
    edition = imports.run_import(actor=actor, run=run).edition
    edition.refresh_from_db()
    editions.change_edition(
        actor=actor, edition=edition, revision=edition.revision, previous=previous, note=_LONGER, title=edition.title
    )
    edition = Edition.objects.get(pk=edition.pk)
    return publications.publish_edition(
        actor=actor, edition=edition, revision=edition.revision, unfinished_reason="A pilot."
    )


_SUBJECT = ("company", "company_label", "company_type", "subject", "role", "service_class")
_ANSWER = ("company", "subject", "element", "component", "answer")
_FOUND = ("yes", "partial", "no", "no disclosure found", "N/A", "unknown")


def _subjects(name):
    key, kind = name.rpartition(" ")[2], "digital platform" if int(name.rpartition(" ")[2]) % 2 else "telecom operator"
    yield (f"c{key}", name, kind, "Group", "group", "")
    for service in ("Search and related services", "Mail"):
        yield (f"c{key}", name, kind, service, "service", service)


def _answers(name, period):
    number = int(name.rpartition(" ")[2])
    for place, node in enumerate(("G1.1", "G1.2")):
        yield (f"c{number}", "Group", node, "", _FOUND[(number + place + int(period)) % len(_FOUND)])
    for place, service in enumerate(("Search and related services", "Mail")):
        yield (f"c{number}", service, "P1.1", "", _FOUND[(number * 5 + place) % len(_FOUND)])
        yield (f"c{number}", service, "P1.2", "", "post; phone" if number % 3 else "post")
