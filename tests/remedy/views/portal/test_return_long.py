"""The page of a long case costs little more than that of a short one: she comes back again and again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import messages
from knowshow.remedy.services import person as persons
from tests.remedy import make as cases
from tests.remedy.returning import back

pytestmark = pytest.mark.django_db


def test_what_was_written_is_shown_by_one_template_and_with_the_same_questions_however_much_it_is():
    her = back(Stage.DIALOGUE)
    handler, counted = cases.handler(her.who), []
    for number in (2, 18):
        for _ in range(number):
            persons.write_message(actor=her.who, text="A message.")
            messages.answer(actor=handler, text="An answer.")
        her.opens()  # it marks as read what is new
        with CaptureQueriesContext(connection) as asked:
            response = her.page.ask("post", "/return/", data=her.receipt)
        counted.append((len(asked), len(response.templates)))
    assert response.content.count(b"An answer.") == 20
    assert counted[0] == counted[1]
