"""What the canon holds: collections, how sure we are, and where it comes from."""

from collections import Counter

from knowshow import canon
from knowshow.canon.records import Confidence
from tests.contracts.pages import NOTICE, code, table

_INTRODUCTION = """# The canon

What the standards say, as data: in our own words, each record with an identifier, a source and a date. It stands in
`src/knowshow/canon/data`. Read it with `knowshow canon list` and `knowshow canon show ID`; `knowshow canon check`
follows every link. A record whose facts were not seen on the page named as its source is shown as unverified.
"""

_MEANINGS = {
    "principles": "The 31 Guiding Principles (A/HRC/17/31, Annex), paraphrased",
    "instruments": "Treaties, declarations and resolutions that rights rest on",
    "rights": "Internationally recognised human rights (GP 12), with their references and nature",
    "groups": "Groups of people who may be harmed",
    "technologies": "Kinds of product and service",
    "harms": "Ways in which technologies are known to harm people: suggestions, never findings",
    "scales": "Scale, scope, irremediability and likelihood, with the text of each level",
    "duties": "What each tier asks of a company (GP 19, 24)",
    "triggers": "Events after which an assessment is looked at again (GP 18)",
    "gates": "Gates of a product's life",
    "leverage": "Actions that build or use leverage (GP 19)",
    "frameworks": "Laws and frameworks of the crosswalk, each with its edition",
    "outputs": "Outputs of due diligence, with the clauses that ask for them",
    "business_model": "Traits of business models that tend to harm people",
    "policy_checks": "Questions about a policy commitment (GP 16)",
    "vocabulary/mechanisms": "Words for rights in data about remedy mechanisms, mapped to our rights",
    "vocabulary/measures": "Words for rights in data about policy measures, mapped to our rights",
}


def page():
    """The page's text."""
    names = canon.collections()
    rows = [_collection_row(name) for name in names]
    total = sum(len(canon.collection(name)) for name in names)
    parts = (
        f"{NOTICE}\n{_INTRODUCTION}",
        f"Release `{canon.release}`, {total} records.\n",
        "## Collections\n",
        table(("collection", "records", "seen at the source", "what it holds"), rows),
        "\n## How sure we are\n",
        table(("label", "records", "meaning"), _confidence_rows(names)),
        "\n## Instruments that the rights rest on\n",
        table(("id", "name", "year", "symbol"), _instrument_rows()),
        "\n## Frameworks of the crosswalk\n",
        table(
            ("id", "name", "edition"), [(code(one.id), one.name, one.edition) for one in canon.frameworks().values()]
        ),
        "\n## Documents that records name as their source\n",
        "How many records name each. The record itself tells the place in it, and the day of reading.\n",
        table(("document", "records"), _document_rows(names)),
    )
    return "\n".join(parts) + "\n"


def meanings():
    """What each collection is for."""
    return _MEANINGS


def _collection_row(name):
    records = canon.collection(name).values()
    return code(name), len(records), sum(one.verified for one in records), _MEANINGS[name]


def _confidence_rows(names):
    found = Counter(one.confidence for name in names for one in canon.collection(name).values())
    return [(code(str(label)), found[label], label.meaning) for label in Confidence]


def _instrument_rows():
    return [(code(one.id), one.name, one.year, one.symbol) for one in canon.instruments().values()]


def _document_rows(names):
    records = [one for name in names for one in canon.collection(name).values()]
    found = Counter(document for one in records for document in {source.document for source in one.sources})
    return sorted(found.items(), key=lambda row: (-row[1], row[0]))
