"""Every field of the assessment file, from its records."""

import enum
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from knowshow.respect.rules import assessment as records
from knowshow.respect.rules import involvement
from tests.contracts.pages import NOTICE, code, table
from tests.contracts.pages.meanings import FIELDS, WORDS

#: In the order of reading, from the file's top downwards.
RECORDS = (
    records.Assessment,
    records.Subject,
    records.Relationship,
    records.Impact,
    records.Statement,
    records.Rating,
    records.Evidence,
    records.Disagreement,
    records.Involvement,
    records.Action,
    records.Override,
    records.OtherMethod,
    records.Source,
)

_INTRODUCTION = """# The assessment file, version 1

One due-diligence assessment of one product: who may be harmed, in which right, through what, how gravely. The file is
YAML (or JSON of the same form); the workbook of `knowshow assess --template xlsx` holds the same fields. A field that
is not listed here is an error that names the nearest known one. So is an id that the canon does not hold.

```yaml
knowshow: assessment/1
title: Hiring assistant, first assessment
company: Example Company
subject: {name: Hiring assistant, technology: [HR], lifecycle: use, countries: [PL]}
impacts:
  - id: age-screening
    statement: {group: OLD, right: work, feature: the ranking of applicants, place: PL}
    state: actual
    ratings:
      - group: OLD
        scale: 2
        scope: 3
        irremediability: 2
        likelihood: actual
        rationale: Older applicants were passed over in the bias test of June, and nobody reads the last ones.
        evidence: [Bias test of June]
    actions:
      - {title: Read every application that ranks last, owner: Head of recruiting, due_on: 2026-12-01}
```

A file may have 20 MB; one that is brought in through the browser, 10 MB. Words such as `no` and `NO` (Norway) stay
words, a field may stand once, and aliases cannot run in circles.
"""


def fields(record):
    """Its fields, by name, with their full types; a record that others build on does not repeat theirs."""
    hints = get_type_hints(record, include_extras=True)
    return {one.name: (one, hints[one.name]) for one in msgspec.structs.fields(record)}


def owner(record, name):
    """The record that declares a field, which is the one whose meaning counts."""
    return next(base for base in reversed(record.__mro__) if name in getattr(base, "__annotations__", {}))


def allowed(kind):
    """The words of a closed list; empty for other types."""
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(kind) is Literal:
        return [word for word in get_args(kind) if word]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [one.value for one in kind]
    return []


def page():
    """The page's text."""
    parts = [f"{NOTICE}\n{_INTRODUCTION}", *(_section(record) for record in RECORDS), _involvement()]
    return "\n".join(parts)


def _section(record):
    rows = [_row(record, *found) for found in fields(record).values()]
    words = [_words(key, record) for key in WORDS if key.split(".")[0] == record.__name__]
    head = f"## {record.__name__}\n\n{record.__doc__}\n"
    return "\n".join([head, table(("field", "type", "meaning"), rows), "", *words])


def _row(record, field, kind):
    meaning = FIELDS[f"{owner(record, field.name).__name__}.{field.name}"]
    return code(field.name), f"{_type(kind)}{_need(field)}", meaning


def _need(field):
    if field.required:
        return ", required"
    default = field.default
    if default in (None, "", (), msgspec.NODEFAULT, False) or isinstance(default, Struct):
        return ""
    return f", default `{getattr(default, 'value', default)}`"


def _words(key, record):
    name = key.split(".")[1]
    rows = [(code(word), meaning) for word, meaning in WORDS[key].items()]
    return f"Words of `{name}`:\n\n{table(('word', 'meaning'), rows)}\n"


def _type(kind):
    """A type in words."""
    limits = ""
    if get_origin(kind) is Annotated:
        kind, *extras = get_args(kind)
        limits = _limits([one for one in extras if isinstance(one, Meta)])
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _type(next(one for one in inner if one is not NoneType))
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    if origin is dict:
        return "text by id"
    if kind == Literal[records.FORMAT]:
        return f"`{records.FORMAT}`"
    if allowed(kind):
        return "one of the words below"
    return _plain(kind) + limits


def _plain(kind):
    if isinstance(kind, type) and issubclass(kind, Struct):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return {str: "text", int: "whole number", bool: "true or false", date: "date (YYYY-MM-DD)"}[kind]


def _limits(metas):
    found = []
    for meta in metas:
        if meta.ge is not None:
            found.append(f"from {meta.ge} to {meta.le}")
        if meta.pattern == r"^[A-Z]{2}$":
            found.append("two capital letters")
        elif meta.pattern:
            found.append("letters, digits, `.`, `_` and `-`")
    return f" ({', '.join(found)})" if found else ""


def _involvement():
    questions = [(code(one.id), one.text) for one in involvement.QUESTIONS]
    factors = [(code(key), words) for key, words in involvement.FACTORS.items()]
    return (
        "## Questions of involvement\n\n"
        "The seven follow BSR's, built on a case of the Australian National Contact Point.\n\n"
        f"{table(('id', 'question'), questions)}\n\n"
        "## Factors of involvement\n\n"
        f"{table(('id', 'what it is'), factors)}\n"
    )
