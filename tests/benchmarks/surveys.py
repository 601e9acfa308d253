"""A small survey of our own, with branching, two subtotals and levels, as the tests of questionnaires need it."""

import json

SURVEY = {
    "title": "A made-up check",
    "pages": [
        {
            "name": "welcome1page",
            "elements": [{"type": "html", "name": "welcome1", "html": "<h2>A made-up check v2.0.0</h2>"}],
        },
        {
            "name": "system",
            "title": "The system",
            "elements": [
                {
                    "type": "panel",
                    "name": "systemPanel-RS",
                    "elements": [
                        {
                            "type": "radiogroup",
                            "name": "reach",
                            "title": "Whom does it reach?",
                            "choices": [{"value": "few-1", "text": "Few"}, {"value": "many-4", "text": "Many"}],
                        },
                        {
                            "type": "radiogroup",
                            "name": "children",
                            "title": "Are children among them?",
                            "visibleIf": '{reach} = "many-4"',
                            "choices": [{"value": "yes-4", "text": "Yes"}, {"value": "no-0", "text": "No"}],
                        },
                        {"type": "comment", "name": "why", "title": "Say why"},
                    ],
                }
            ],
        },
        {
            "name": "care",
            "title": "What is done about it",
            "elements": [
                {
                    "type": "panel",
                    "name": "carePanel-MS",
                    "elements": [
                        {
                            "type": "checkbox",
                            "name": "measures",
                            "title": "Which measures are there?",
                            "choices": [
                                {"value": "appeal-2", "text": "An appeal"},
                                {"value": "review-2", "text": "A review"},
                            ],
                        }
                    ],
                }
            ],
        },
    ],
}


def survey() -> bytes:
    """The survey as its file holds it."""
    return json.dumps(SURVEY).encode()


def results(version="v2.0.0", **data) -> bytes:
    """A file of results."""
    return json.dumps({"version": version, "data": data}).encode()
