"""Exports of the CNIL's PIA tool for tests: an invented school service, in the shapes that the tool writes."""

import json
from copy import deepcopy

from knowshow.respect.rules.pia.questions import QUESTIONS

HOSTILE = (
    '<p onclick="steal()">Élèves &amp; parents</p><script>alert("pris")</script>'
    '<img src=x onerror="alert(1)"><table><tr><th>Donnée</th><th>Durée</th></tr>'
    "<tr><td>Nom<table><tr><td>d’usage</td><td>1 an</td></tr></table></td><td>3 ans</td></tr></table>"
    '<a href="javascript:alert(2)">ici</a> <a href="https://example.org/a">là</a><style>p{display:none}</style>'
    "<svg/onload=alert(3)><iframe src=//evil.example></iframe><ul><li>un<li>deux<ol><li>première</li></ol></ul>"
)


def answer(code, *, text=None, entries=(), gauge=None):
    """One answer as the application stores it."""
    return {
        "id": 1000 + code,
        "pia_id": 7,
        "reference_to": code,
        "data": {"text": text, "list": list(entries), "gauge": gauge},
        "created_at": "2026-03-02T08:30:00.000Z",
        "updated_at": "2026-03-02T08:30:00.000Z",
    }


def _answers():
    texts = [answer(int(code), text=f"<p>Réponse {code}.</p>") for code in QUESTIONS if code[0] in "12"]
    events = []
    for item, gauges in ((32, (3, 2)), (33, (2, 1)), (34, (1, 4))):
        events += [
            answer(item * 10 + 1, entries=[f"Impact {item}", "Perte de confiance"]),
            answer(item * 10 + 2, entries=[f"Menace {item}"]),
            answer(item * 10 + 3, entries=["Ancien employé"]),
            answer(item * 10 + 4, entries=["Chiffrement"] if item == 32 else []),
            answer(item * 10 + 5, text="<p>Peu d’élèves.</p>", gauge=gauges[0]),
            answer(item * 10 + 6, gauge=gauges[1]),
        ]
    return texts + events


def _review(reference, status=3, **fields):
    return {
        "id": 50, "pia_id": 7, "reference_to": reference, "status": status, "action_plan_comment": None,
        "evaluation_comment": None, "evaluation_date": None, "gauges": {"x": 0, "y": 0},
        "estimated_implementation_date": None, "person_in_charge": None, "global_status": 2,
    } | fields  # fmt: skip


WHOLE = {
    "pia": {
        "dbVersion": 201707071818,
        "tableName": "pia",
        "objectStore": {},
        "id": 7,
        "name": "Cahier de liaison",
        "category": "École",
        "status": 3,
        "author_name": "Aude Auteur",
        "evaluator_name": "Éva Évaluatrice",
        "validator_name": "Val Valideur",
        "dpos_names": "Dora Déléguée",
        "people_names": "Paul Parent",
        "dpo_status": 1,
        "dpo_opinion": "<p>Avec le plan d’action, oui.</p>",
        "concerned_people_searched_opinion": True,
        "concerned_people_searched_content": "",
        "concerned_people_status": 0,
        "concerned_people_opinion": "<p>Les parents veulent un accès papier.</p>",
        "rejection_reason": "",
        "applied_adjustments": "Durées raccourcies",
        "structure_id": None,
        "structure_name": "Modèle école",
        "structure_data": None,
        "created_at": "2026-03-01T09:00:00.000Z",
        "updated_at": "2026-04-15T09:00:00.000Z",
        "progress": 100,
    },
    "answers": _answers(),
    "measures": [
        {
            "id": 101, "pia_id": 7, "title": "Chiffrement", "content": "<p>Clés au coffre.</p>",
            "placeholder": "knowledge_base.slugs.PIA_TEC_CHIF.placeholder",
        },
        {"id": 102, "pia_id": 7, "title": "Charte", "content": "Signée par tous.", "placeholder": ""},
    ],
    "evaluations": [
        _review("1.1"),
        _review(
            "2.1.215", 1, evaluation_comment="Trop long.", action_plan_comment="<p>Effacer en juillet.</p>",
            person_in_charge="Secrétariat", estimated_implementation_date="2026-07-31T00:00:00.000Z",
        ),
        _review("3.1.101", 2, action_plan_comment="Changer les clés chaque année.", person_in_charge="Informatique"),
        _review("3.4", 2, action_plan_comment="Copies hors site.", gauges={"x": 1, "y": 2}),
    ],
    "comments": [
        {"id": 1, "pia_id": 7, "reference_to": 212, "for_measure": False, "description": "<b>Contrat ?</b>"},
        {"id": 2, "pia_id": 7, "reference_to": 101, "for_measure": True, "description": "Quel algorithme ?"},
    ],
}  # fmt: skip

EMPTY = {
    "pia": {"name": "", "status": 0, "dpo_status": None, "concerned_people_searched_opinion": None},
    "answers": [],
    "measures": [],
    "evaluations": [],
    "comments": [],
}


def written(value) -> bytes:
    """The bytes of an export."""
    return json.dumps(value, ensure_ascii=False).encode()


def whole(change=None) -> bytes:
    """The whole export, changed by a function in one place."""
    value = deepcopy(WHOLE)
    if change:
        change(value)
    return written(value)


def of_the_server() -> bytes:
    """The same as the server writes it: side by side, its numbers as words where a browser's form sent them."""
    value = deepcopy(WHOLE)
    flat = value.pop("pia") | value
    for one in flat["answers"]:
        one["reference_to"] = str(one["reference_to"])
        one["data"]["gauge"] = "null" if one["data"]["gauge"] is None else str(one["data"]["gauge"])
    for one in flat["comments"]:
        one["for_measure"] = str(one["for_measure"]).lower()
    return written(flat | {"status": "3"})
