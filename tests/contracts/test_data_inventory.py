"""Every stored field stands in the data inventory: as personal with its reason, or as not personal."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "data-inventory.md").read_text(encoding="utf-8")
PERSONAL, _, REST = TEXT.partition("## Not personal")
MODELS = list(apps.get_models(include_auto_created=True))


def _listed(text):
    """Fields by model, from the first two cells of each row."""
    found = defaultdict(list)
    for model, fields in re.findall(r"^\| `(\w+\.\w+)` \| ([^|]+) \|", text, flags=re.MULTILINE):
        found[model] += re.findall(r"`(\w+)`", fields)
    return found


personal, others = _listed(PERSONAL), _listed(REST)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_stands_in_the_inventory_once(model):
    stored = [one.name for one in (*model._meta.concrete_fields, *model._meta.local_many_to_many)]
    label = model._meta.label
    listed = [*personal[label], *others[label]]
    assert sorted(set(listed) | _the_key(model)) == sorted(set(stored) | _the_key(model))
    assert len(listed) == len(set(listed)), "a field stands twice"


def _the_key(model):
    """The number of a row may be listed or not: it is never personal by itself."""
    return {model._meta.pk.name}


def test_the_inventory_lists_no_model_that_is_gone():
    assert set(personal) | set(others) <= {model._meta.label for model in MODELS}


def test_every_pointer_to_an_account_is_personal():
    from knowshow.foundation.models import User

    for model in MODELS:
        pointing = {field.name for field in model._meta.concrete_fields if field.related_model is User}
        assert pointing <= set(personal[model._meta.label]), model


def test_every_row_says_why_who_reads_and_when_it_goes():
    rows = re.findall(r"^\| `\w+\.\w+` \|[^|]+\|([^|]+)\|([^|]+)\|([^|]+)\|$", PERSONAL, flags=re.MULTILINE)
    assert len(rows) == len(re.findall(r"^\| `", PERSONAL, flags=re.MULTILINE))
    assert all(cell.strip() for row in rows for cell in row)
