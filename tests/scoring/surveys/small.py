"""Small surveys to test with, and a profile of their own: other signs, other names, other levels."""

import json

from knowshow.scoring.plan import Plan
from knowshow.scoring.surveys import import_survey, profile_from, result_of_answers, score_result

#: Points stand behind "/", classes at the end of names, and there are three levels.
PROFILE = profile_from(
    b"""
id: invented
title: Invented questionnaire
version: {element: cover, pattern: 'edition \\d+'}
counted:
  types: [radiogroup, dropdown, checkbox]
  points_after: "/"
  classes: {_harm: raw, _care: mitigation, _aside: null}
raw: {title: Harm, titles: {de: Schaden}}
mitigation: {title: Care, divide_most_by: 2}
current: {title: What is left}
change: {share: "0.5", multiply: "0.9", because: Half the care takes off a tenth.}
levels:
  - {label: low, share: "0.2", meaning: Little}
  - {label: middle, share: "0.6"}
  - {label: high}
left_behind: {gone: edition 1}
""",
    "invented.yaml",
)


def choice(name, *values, kind="radiogroup", **more):
    return {"type": kind, "name": name, "choices": list(values), **more}


def several(name, *values, **more):
    return choice(name, *values, kind="checkbox", **more)


def comment(name, **more):
    return {"type": "comment", "name": name, **more}


def cover(text="<h1>Invented questionnaire</h1><p>edition 2</p>"):
    return page("front", {"type": "html", "name": "cover", "html": text})


def panel(name, *elements, **more):
    return {"type": "panel", "name": name, "elements": list(elements), **more}


def page(name, *elements, **more):
    return {"name": name, "elements": list(elements), **more}


def survey(*pages, **more):
    return json.dumps({"pages": list(pages), **more}).encode()


def imported(*pages, name="survey.json", profile=PROFILE):
    return import_survey(survey(*pages), name, profile)


def planned(*elements):
    """A survey of one page, ready to be answered."""
    return Plan(imported(cover(), page("questions_harm", *elements)))


def scored(plan, force=False, **answers):
    return score_result(result_of_answers(answers, plan, name="r.json", version="edition 2", force=force), plan)
