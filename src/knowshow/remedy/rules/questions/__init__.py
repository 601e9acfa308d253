"""Question sets: what a person may tell beyond "What happened?", in her language, and always by choice.

A set is versioned data (``remedy/questions``): one file for its structure, and one for the texts of each language, so
that a native speaker can review one file. Which question follows from which answer is decided on the server. No
answer blocks anybody; some show a signpost, such as where to find help now (GP 31 b, e).
"""

from __future__ import annotations

from knowshow.remedy.rules.questions.answers import Checked, TooLong, checked, has_stray_date
from knowshow.remedy.rules.questions.posted import answers_from, as_fields
from knowshow.remedy.rules.questions.reading import question_set, question_sets, stored_set
from knowshow.remedy.rules.questions.records import PARTS, Answer, Answers, Kind, Question, QuestionSet
from knowshow.remedy.rules.questions.showing import Choice, Page, Shown, Told, page, pages, told, visible

__all__ = [
    "PARTS",
    "Answer",
    "Answers",
    "Checked",
    "Choice",
    "Kind",
    "Page",
    "Question",
    "QuestionSet",
    "Shown",
    "Told",
    "TooLong",
    "answers_from",
    "as_fields",
    "checked",
    "has_stray_date",
    "page",
    "pages",
    "question_set",
    "question_sets",
    "stored_set",
    "told",
    "visible",
]
