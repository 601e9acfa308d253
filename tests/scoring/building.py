"""Small methodologies and answers, built from as few words as a test needs."""

from knowshow.scoring import TOTAL, Company, Sheet, Subject, methodology_from, score

POINTS = {"full": 100, "half": 50, "none": 0, "n/a": None, "unclear": {"state": "unknown"}}


def index(nodes, **more):
    """A checked methodology; a node given as text is a question of its own."""
    said = {"knowshow": "methodology/1", "id": "small", "title": "Small", "scales": {"s": POINTS}, "default_scale": "s"}
    return methodology_from({**said, **more, "nodes": [{"id": one} if isinstance(one, str) else one for one in nodes]})


def group(key, *children, **more):
    """A node of kind "group" with questions below it."""
    below = [{"parent": key, **({"id": one} if isinstance(one, str) else one)} for one in children]
    return [{"id": key, "kind": "group", **more}, *below]


def sheet(methodology, answers, subjects=("",), **company):
    """Answers of one company "a": by question, or by subject and question, or by subject, question and component."""
    found = Sheet(methodology, [Company("a", subjects=[_subject(one) for one in subjects], **company)])
    for key, answer in answers.items():
        subject, node, component = {1: ("", key, ""), 2: (*key, ""), 3: key}[1 if isinstance(key, str) else len(key)]
        found.give("a", subject, node, answer, component=component)
    return found


def _subject(said):
    return Subject(*said) if isinstance(said, tuple) else Subject(said)


def scored(methodology, answers, subjects=("",), **company):
    """What came out for the company "a"."""
    return score(sheet(methodology, answers, subjects, **company)).companies["a"]


def value(methodology, answers, node=TOTAL, **more):
    """The value of a node, or why there is none."""
    found = scored(methodology, answers, **more)
    return found.states[node] if found.values[node] is None else found.values[node]
