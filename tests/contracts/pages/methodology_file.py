"""The file of a methodology: how to write one, every field from its records, and a worked example that runs."""

from enum import EnumMeta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from knowshow.scoring import methodology as records
from knowshow.scoring.checking import DEEPEST, LARGEST, MOST
from knowshow.scoring.reading import MAXIMUM_BYTES
from tests.contracts.pages import NOTICE, code, table
from tests.contracts.pages.methodology_meanings import FIELDS, PRINTED, WORDS

#: In the order of reading.
RECORDS = (
    records.Methodology, records.Node, records.Entry, records.Composite, records.Member, records.Scope,
    records.Condition, records.TotalRule, records.Step, records.Modifier, records.Rounding, records.Band,
    records.Ranking, records.Source,
)  # fmt: skip

#: The worked example: its files, and what comes out.
EXAMPLE = {
    "methodology.yaml": """knowshow: methodology/1
id: water-watch
title: Water watch
version: 2026
scales:
  standard: {yes: 100, partly: 50, no: 0, no disclosure found: 0, n/a: }
default_scale: standard
roles: [group, plant]
composites:
  group: {of: [{role: group}]}
  plants: {of: [{each: plant}], op: min}
scopes:
  everywhere: [group, plants]
ops:
  subject: mean
  total:
    over: categories
    then:
      - bands: [{label: weak, upto: 50}, {label: sound}]
nodes:
  - {id: use, kind: category, title: Use of water}
  - {id: use-policy, kind: indicator, parent: use, scope: everywhere, title: Policy}
  - {id: use-1, parent: use-policy, title: Does it publish a policy?}
  - {id: use-2, parent: use-policy, title: Does it report on it, applies_if: {node: use-1, in: [yes, partly]}}
  - {id: harm, kind: category, title: Harm, missing: zero}
  - {id: harm-remedy, kind: indicator, parent: harm, title: Remedy}
  - {id: harm-1, parent: harm-remedy, title: Are people compensated?}
""".replace("title: Does it report on it,", 'title: "Does it report on it?",'),
    "subjects.csv": """company,company_label,company_type,subject,role,service_class
acme,Acme Ltd,maker,Acme,group,
acme,Acme Ltd,maker,North,plant,
acme,Acme Ltd,maker,South,plant,
""",
    "answers.csv": """company,subject,indicator,element,component,answer
acme,Acme,use-policy,use-1,,yes
acme,Acme,use-policy,use-2,,partly
acme,North,use-policy,use-1,,yes
acme,North,use-policy,use-2,,no disclosure found
acme,South,use-policy,use-1,,no
""",
}
#: The policy: group (100 + 50) / 2 = 75; North (100 + 0) / 2 = 50; South 0, for its second question does not apply.
#: Plants: the lower, 0. Policy: (75 + 0) / 2 = 37.5. Remedy: nobody has answered; in Harm that is zero.
RESULT = {"use-policy": 37.5, "use": 37.5, "harm-remedy": None, "harm": 0.0, "TOTAL": 18.75}

_INTRODUCTION = """# The methodology file, version 1

A methodology says what is asked, of whom, and how answers become a score. It is data: it names operations and holds
no formula. A new index, or a new year of one, is a new file. `knowshow score FOLDER` reads it as YAML or JSON.
[The schema](schemas/methodology.json) helps an editor: put this on top of a YAML file.

```yaml
# yaml-language-server: $schema=methodology.json
```

## How a score comes about

1. **The tree.** Each node names what it stands under (`parent`). A node without children is a question; every other
   node combines its children. `of` adds children that stand elsewhere.
2. **The answer.** A label of the question's scale is worth its points. Of several choices the points add up.
3. **The subject.** A node with a `scope` is asked of subjects: the group, a plant, a service. Everything below it is
   found for each subject apart, then the subjects combine into composites, and the composites of the scope into the
   value of the company. Without scopes the lowest nodes above the questions are asked of all subjects, and their mean
   counts; a questionnaire has one subject.
4. **The operation.** A node's own `op` comes first. For a node that is asked of subjects `ops.subject` comes next, else
   `ops` of its kind; where nothing is said, the mean. `ops.indicator` says how the composites of a scope combine,
   `ops.component` how parts that are answered apart do. A child is *met* from `met_at` on; else only with the most
   points that it can have.
5. **Not applicable** is left out everywhere: an answer without points; a type or class that is not asked, unless it is
   answered all the same; `applies_if` that does not hold, and then an answer never counts. A condition looks at the
   answers that the same subject has given, those that do not count too. Where nothing applies,
   nothing comes out: never a zero.
6. **Missing** is what nobody has answered, or what is `unknown`. The node's `missing` says what it counts for; that of
   a question itself comes before that of what it stands in.
7. **The steps** in `then` follow in their order, on the value of the company: so they stand on a node that is asked,
   or above it. A band names a level and changes nothing.
8. **The total** combines the roots, what stands right under them, or the nodes named.

Scores keep full precision; they are rounded once, when they are published. Sums are correctly rounded, so that no
order of rows changes a score.

## What is refused

The whole file, with its line, the record and the nearest word: an unknown field, label, scale, role, scope, composite
or node; two nodes of one id; nodes, composites or modifiers in a circle; a scope under another scope; a weight that is
not above zero; numbers that are not finite or beyond {largest}; more than {deepest} levels or {most} nodes; a file
of more than {megabytes} MB; a methodology that was changed since it was published (`digest`). So is what would have no
effect: an operation on a question, steps below a scope, a condition that asks after a label that the scale has not.

In YAML words stay words. `yes`, `no` and `on` are labels, `2.0` is a version and `2026-11-25` a date without quotation
marks; only where a field wants a number, a figure is one. A label without anything behind its colon is not applicable.
A field that stands twice is refused, and aliases cannot multiply without end.

"""

_FOLDER = """## The folder

`methodology.yaml` (or `.json`), `subjects.csv` and `answers.csv`; CSV with commas, UTF-8, the first row names the
columns. Their order does not matter, and further columns are left alone. A row that is wrong refuses the whole folder,
with file, line and the nearest valid value: an unknown company, subject, question, part, role or label; a question
that stands elsewhere than under the indicator named, or that the subject is not asked; an answer or a subject that
stands twice.

{columns}

The publisher's own figures, for `--compare`, each file if it is there:

{expected}

## A worked example

{example}

Policy: the group has (100 + 50) / 2 = 75, North (100 + 0) / 2 = 50, South 0, for its second question does not apply.
The plants have the lower, 0; the policy (75 + 0) / 2 = 37.5. Nobody has answered on remedy, and Harm counts that as
zero. The total is (37.5 + 0) / 2 = 18.75, which is weak.

## What `--json` prints

Others script against these names: they stay. New ones may be added. It leaves with 0; with 1 if `--compare` found a
difference; with 2 and one message for bad input, and then nothing is printed or written.
"""

_COLUMNS = (
    ("subjects.csv", "`company`, required", "Its key"),
    ("", "`company_label`, `company_type`", "Its name; its type, for rankings and for what applies"),
    ("", "`subject`", "The name of a part; empty: the company as a whole"),
    ("", "`role`, `service_class`", "What the part is"),
    ("answers.csv", "`company`, `element`, `answer`, required", "The question and the label. Empty: not answered"),
    ("", "`subject`, `component`", "Of which part; for which component"),
    ("", "`indicator`", "Only checked: the question must stand under it"),
)
_EXPECTED = (
    ("expected_scores.csv", "`company`, `node`, `score`, perhaps `kind`", "1e-6"),
    ("expected_subject_scores.csv", "`company`, `subject`, `indicator`, `score`", "0.005: published to two decimals"),
    ("expected_rankings.csv", "`company`, `node`, `rounded_score`, `rank`", "none"),
    ("expected_service_scores.csv", "`company`, `subject`, `total`, and a column for each root", "none"),
)


def page():
    """The page's text."""
    limits = {
        "largest": f"{LARGEST:,.0f}",
        "deepest": DEEPEST,
        "most": f"{MOST:,}",
        "megabytes": MAXIMUM_BYTES // 1024 // 1024,
    }
    return "\n".join(
        [
            f"{NOTICE}\n{_INTRODUCTION.format(**limits)}## Every field\n",
            *map(_section, RECORDS),
            *(f"## {title}\n\n{table(('word', 'meaning'), _rows(words))}\n" for title, words in WORDS.items()),
            _folder(),
            *(_printed(option, fields) for option, fields in PRINTED.items()),
        ]
    )


def _folder():
    columns = table(("file", "columns", "meaning"), _COLUMNS)
    expected = table(("file", "columns", "how far it may be off"), _EXPECTED)
    example = "\n\n".join(f"`{name}`:\n\n```{name.split('.')[1]}\n{text}```" for name, text in EXAMPLE.items())
    return _FOLDER.format(columns=columns, expected=expected, example=example)


def _printed(option, fields):
    title = f"With `{option}`" if option else "Alone"
    return f"### {title}\n\n{table(('field', 'meaning'), _rows(fields))}\n"


def _rows(words):
    return [(code(word), meaning) for word, meaning in words.items()]


def _section(record):
    rows = [
        (code(field.encode_name), _type(kind) + _need(field), FIELDS[f"{record.__name__}.{field.encode_name}"])
        for field, kind in fields(record)
    ]
    return f"### {record.__name__}\n\n{record.__doc__}\n\n{table(('field', 'type', 'meaning'), rows)}\n"


def fields(record):
    """Its fields with their full types."""
    hints = get_type_hints(record, include_extras=True)
    return [(one, hints[one.name]) for one in msgspec.structs.fields(record)]


def _need(field):
    if field.required:
        return ", required"
    if field.default in (None, "", msgspec.NODEFAULT, False) or isinstance(field.default, Struct):
        return ""
    return f", default `{getattr(field.default, 'value', field.default)}`".replace("True", "true")


def _type(kind):
    """A type in words."""
    if get_origin(kind) is Annotated:
        kind, *extras = get_args(kind)
        above = any(isinstance(one, Meta) and one.gt == 0 for one in extras)
        return _type(kind) + " above zero" * above
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return " or ".join(_type(one) for one in inner if one is not NoneType)
    if origin is Literal:
        return " or ".join(code(word) for word in inner)
    if origin is list:
        return f"list of {_type(inner[0])}"
    if origin is dict and get_origin(inner[1]) is dict:
        return f"{_type(get_args(inner[1])[1])} by label, by name"
    return f"{_type(inner[1])} by name" if origin is dict else _plain(kind)


def _plain(kind):
    if isinstance(kind, EnumMeta):
        title = {records.Op: "Operations", records.Missing: "Policies for missing answers"}.get(
            kind, "States of an answer"
        )
        return f"[{kind.__name__.lower()}](#{title.lower().replace(' ', '-')})"
    if isinstance(kind, type) and issubclass(kind, Struct):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}[kind]


def schema():
    """The JSON Schema of the file, for editors."""
    (root,), parts = msgspec.json.schema_components([records.Methodology], ref_template="#/$defs/{name}")
    outline: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Methodology",
        **root,
        "$defs": parts,
    }
    text = msgspec.json.format(msgspec.json.encode(outline), indent=2).decode()
    return text + "\n"
