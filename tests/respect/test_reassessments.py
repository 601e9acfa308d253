"""A wish to look at a product again: who asks, who answers, where it shows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import Role
from knowshow.respect.models import Reassessment
from knowshow.respect.selectors.reassessments import raised_by
from knowshow.respect.services.reassessments import answer_reassessment, ask_reassessment
from tests import make

REASON = "Five couriers lost their accounts after the same signal of fraud."


def asked(product, actor=None, **more):
    facts = {"reason": REASON, "due_on": timezone.localdate() + timedelta(days=10), "trigger": "TR-12"}
    return ask_reassessment(actor=actor or make.lead_of(product.organisation), product=product, **(facts | more))


@pytest.fixture
def product(organisation):
    return make.product(organisation)


def test_it_is_asked_of_every_assessment_in_use(product):
    first, second = make.assessment(about=product), make.assessment(about=product)
    put_away = make.assessment(about=product)
    put_away.archived_at = timezone.now()
    put_away.save()
    assert [one.assessment for one in asked(product)] == [first, second]


def test_a_product_without_an_assessment_is_asked_for_itself(product):
    (one,) = asked(product)
    assert (one.assessment, one.product) == (None, product)


def test_the_same_origin_asks_once_while_it_is_open(product, lead):
    (one,) = asked(product, origin="remedy.systemic_issue:4")
    assert asked(product, origin="remedy.systemic_issue:4") == [one]
    answer_reassessment(actor=lead, reassessment=one, state="declined", answer="The signal was switched off.")
    assert asked(product, origin="remedy.systemic_issue:4") != [one]


def test_whoever_asked_reads_what_came_of_it(product, lead):
    (one,) = asked(product, origin="remedy.systemic_issue:4")
    answer_reassessment(actor=lead, reassessment=one, state="done", answer="A person reviews each closure now.")
    (found,) = raised_by("remedy.systemic_issue:4", product.organisation)
    assert (found.state, found.answer) == ("done", "A person reviews each closure now.")


def test_a_second_answer_is_told_that_it_comes_late(product, lead):
    (one,) = asked(product)
    answer_reassessment(actor=lead, reassessment=one, state="done", answer="Looked at again.")
    with pytest.raises(ConflictError, match="answered this meanwhile"):
        answer_reassessment(actor=lead, reassessment=one, state="declined", answer="No.")


def test_outsiders_and_company_contacts_may_not_ask(product, outsider):
    contact = make.member(product.organisation, Role.COMPANY)
    for actor in (outsider, contact):
        with pytest.raises(NotAllowedError):
            asked(product, actor=actor)


def test_observers_may_ask_and_not_answer(product, observer):
    (one,) = asked(product, actor=observer)
    with pytest.raises(NotAllowedError):
        answer_reassessment(actor=observer, reassessment=one, state="done", answer="Looked at.")


def test_a_day_that_has_passed_or_no_reason_is_refused(product):
    with pytest.raises(BadInputError, match="passed"):
        asked(product, due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(BadInputError):
        asked(product, reason="  ")
    assert not Reassessment.objects.exists()


def test_it_waits_on_the_start_page_of_those_who_assess_and_shows_where_it_belongs(product, as_assessor):
    made = make.assessment(about=product)
    asked(product)
    for page in ("today", "respect:reassessments"):
        assert str(product) in as_assessor.get(reverse(page)).text
    for page, record in (("respect:product", product), ("respect:assessment", made)):
        assert REASON[:60] in as_assessor.get(reverse(page, args=[record.pk])).text


def test_the_answer_is_given_on_its_page(product, as_assessor):
    (one,) = asked(product)
    page = as_assessor.get(reverse("respect:reassessment", args=[one.pk]))
    done = as_assessor.submit(page.form(), state="done", answer="Reviewed on Monday.", follow=True)
    assert "Reviewed on Monday." in done.text
    assert "Looked at again" in done.text


def test_an_observer_is_refused_and_sees_no_form(product, as_observer):
    (one,) = asked(product)
    url = reverse("respect:reassessment", args=[one.pk])
    assert "Whoever assesses answers it." in as_observer.get(url).text
    as_observer.post(url, {"state": "done", "answer": "x"}, status=403)


def test_an_outsider_sees_nothing_of_it(product, as_outsider):
    (one,) = asked(product)
    as_outsider.get(reverse("respect:reassessment", args=[one.pk]), status=404)
    assert str(product) not in as_outsider.get(reverse("respect:reassessments")).text
