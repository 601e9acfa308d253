"""Folders that hold an index, written from a few words."""

import json

METHODOLOGY = {
    "knowshow": "methodology/1",
    "id": "two-mills",
    "title": "Two mills",
    "scales": {"s": {"yes": 100, "partly": 50, "no": 0, "n/a": None}},
    "default_scale": "s",
    "roles": ["mill"],
    "composites": {"mills": {"of": [{"each": "mill"}]}},
    "scopes": {"mills": ["mills"]},
    "components": ["day", "night"],
    "nodes": [
        {"id": "W", "kind": "category", "title": "Water"},
        {"id": "W1", "kind": "indicator", "parent": "W", "scope": "mills"},
        {"id": "W1.1", "parent": "W1", "title": "Is it clean?"},
        {"id": "W1.2", "parent": "W1"},
        {"id": "W2", "kind": "indicator", "parent": "W", "scope": "mills"},
        {"id": "W2.1", "parent": "W2"},
    ],
}
SUBJECTS = "company,company_label,company_type,subject,role,service_class\nAcme,Acme Ltd,maker,North,mill,\n"
ANSWERS = "company,subject,indicator,element,component,answer\nAcme,North,W1,W1.1,,yes\nAcme,North,W1,W1.2,,no\n"


def folder(path, methodology=METHODOLOGY, subjects=SUBJECTS, answers=ANSWERS, **others):
    """Write a folder; texts as they are, bytes too, and a methodology from its fields."""
    path.mkdir(exist_ok=True)
    files = {"methodology.json": methodology, "subjects.csv": subjects, "answers.csv": answers}
    files |= {f"{name}.csv": content for name, content in others.items()}
    for name, content in files.items():
        (path / name).write_bytes(_bytes(content))
    return path


def _bytes(content):
    text = json.dumps(content) if isinstance(content, dict) else content
    return text if isinstance(text, bytes) else text.encode()
