"""What `knowshow assess --json` prints: every field with its meaning."""

from pathlib import Path

from knowshow.respect.rules import assessed, reading
from tests.contracts.pages import NOTICE, code, table

_EXAMPLES = Path(__file__).resolve().parents[3] / "src" / "knowshow" / "respect" / "examples"

_INTRODUCTION = """# What `knowshow assess --json` prints

One file gives one object, several files a list in the order given. Others script against these names: they stay.
New ones may be added.
"""

#: Path of the field, and what it says.
FIELDS = {
    "title": "The assessment's title",
    "impacts": "The impacts in order of salience, the gravest first",
    "impacts.id": "The impact's id in the file",
    "impacts.rank": "Its place, from 1",
    "impacts.tier": "1 to 4, worked out",
    "impacts.state": "`actual` or `potential`",
    "impacts.deciding_group": "The group whose rating is gravest",
    "impacts.severity": "The three criteria of the deciding rating, 1 to 4 each",
    "impacts.severity.scale": "How grave for each person",
    "impacts.severity.scope": "How many people",
    "impacts.severity.irremediability": "How far it can be put right",
    "impacts.likelihood": "Of the deciding rating",
    "impacts.reasons": "In words: why the tier, which rating decides, why this place",
    "impacts.duties": "In words: what the tier asks",
    "heat_map_inversions": "Pairs that a heat map (mean of the criteria x likelihood) puts the other way round",
    "heat_map_inversions.graver": "The impact that severity puts first",
    "heat_map_inversions.ranked_below_by": "The impact that the heat map puts above it",
    "heat_map_inversions.graver_rank": "The place of the graver in our order",
    "heat_map_inversions.other_rank": "The place of the other in our order",
    "heat_map_inversions.graver_score": "What the heat map gives the graver",
    "heat_map_inversions.other_score": "What the heat map gives the other",
    "heat_map_inversions.on_every_criterion": "Whether the graver is at least as grave on all three criteria",
    "heat_map_inversion_count": "How many pairs there are; a long list is cut",
    "overrides": "Departures from the tier, beside the order and never in it",
    "overrides.id": "The impact",
    "overrides.computed_tier": "The tier that the rule gives",
    "overrides.tier": "The tier that two people say it should be",
    "overrides.reason": "Why",
    "overrides.proposed_by": "The first person",
    "overrides.approved_by": "The second; empty until there is one",
    "overrides.on": "When",
    "problems": "Weak spots ([all of them](weak-spots.md))",
    "problems.rule": "The rule's id",
    "problems.impact": "The impact, or empty for the whole assessment",
    "problems.subject": "The part of it, such as one rating",
    "problems.message": "What was seen",
    "problems.remedy": "What would mend it",
}


def printed():
    """Every path that occurs in what is printed of the worked examples."""
    found = set()
    for path in sorted(_EXAMPLES.glob("*.yaml")):
        _walk(assessed.assess(reading.read_file(path)).as_json(), "", found)
    return found


def _walk(value, path, found):
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{path}.{name}" if path else name
            found.add(here)
            _walk(inner, here, found)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner, path, found)


def page():
    """The page's text."""
    rows = [(code(path), meaning) for path, meaning in FIELDS.items()]
    return f"{NOTICE}\n{_INTRODUCTION}\n{table(('field', 'meaning'), rows)}\n"
