"""Write records back as a file ``assessment/1``: the same facts, in the order people read them."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any, Final

import msgspec
import yaml
from msgspec import Struct

from knowshow.respect.rules.assessment import Assessment

_WIDTH: Final = 100


class _Dumper(yaml.SafeDumper):
    """Plain YAML: block style, lists indented, long text folded, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002  (PyYAML's signature)
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)


#: Words that YAML 1.1 readers take for booleans are quoted, so that other tools read the file as we do.
_AMBIGUOUS: Final = {"y", "n", "yes", "no", "on", "off"}


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if text.lower() in _AMBIGUOUS else (">" if len(text) > _WIDTH and "\n" not in text else None)
    if "\n" in text:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)


def as_tree(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as plain values, without fields that say nothing."""
    return {"knowshow": assessment.knowshow, **_plain(assessment)}


def _plain(value: Any) -> Any:  # noqa: ANN401  (any part of a record)
    """Turn a record into plain values, without the fields that equal their default.

    msgspec's own ``omit_defaults`` asks whether a value *is* the default, so that a default written out in a file
    would count as another fact.
    """
    if isinstance(value, Struct):
        fields = ((name, default, getattr(value, name)) for name, default in _defaults(type(value)))
        return {name: _plain(found) for name, default, found in fields if found != default}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Enum) else value


@cache
def _defaults(kind: type[Struct]) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, _default(field)) for field in msgspec.structs.fields(kind))


def _default(field: msgspec.structs.FieldInfo) -> object:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def as_yaml(assessment: Assessment) -> str:
    """Return the text of the YAML file. Reading it back gives an equal record."""
    return yaml.dump(
        as_tree(assessment), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )


def canonical_json(assessment: Assessment) -> bytes:
    """Return the bytes that approvals are bound to: the same facts always give the same bytes."""
    return msgspec.json.encode(as_tree(assessment), order="sorted")
