"""Does the canon agree with itself? Links both ways, identifiers, sources, dates, counts, overdue reviews.

A problem makes ``knowshow canon check`` fail; a warning (a review that is overdue) does not, because it comes
with time and not with a change. The checks take the collections as an argument, so that tests can break them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml

from knowshow.canon import links, loading, release
from knowshow.canon import records as r
from knowshow.errors import CanonError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

#: What the canon promises to hold.
COUNTS: Final = {
    "principles": 31,
    "instruments": 31,
    "rights": 57,
    "technologies": 31,
    "groups": 24,
    "harms": 102,
    "scales": 4,
    "duties": 4,
    "triggers": 20,
    "gates": 8,
    "leverage": 24,
    "outputs": 20,
    "frameworks": 11,
    "business_model": 18,
    "policy_checks": 15,
}

LONGEST_FILE: Final = 500

_UNITED_NATIONS = re.compile(r"^A/(HRC|RES)/")
_ADDRESS = re.compile(r"^https?://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?$")
_NUMBERED: Final = ("principles", "triggers", "gates", "leverage", "outputs", "business_model")
_LONGEST_REVIEW = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or needs a look, in one record or file."""

    collection: str
    record: str
    what: str

    def __str__(self) -> str:
        """Write the finding as one line."""
        return f"{self.collection}/{self.record}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found. The canon is sound when there are no problems."""

    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    records: int = field(default=0)

    @property
    def sound(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


Canon: TypeAlias = "Mapping[str, Mapping[str, r.Record]]"


def check(on: date | None = None) -> Report:
    """Check the whole canon as it stands in its files; ``on`` is the day for which reviews are counted."""
    try:
        canon = {name: loading.load(name) for name in loading.COLLECTIONS}
    except CanonError as error:
        return Report((Finding("files", "-", str(error)),), ())
    problems = (*file_problems(), *problems_of(canon))
    return Report(problems, tuple(overdue(canon, on or _today())), sum(map(len, canon.values())))


def problems_of(canon: Canon) -> Iterator[Finding]:
    """Run every check over these collections."""
    for run in CHECKS:
        yield from run(canon)


def _each(canon: Canon) -> Iterator[tuple[str, r.Record]]:
    for name, collection in canon.items():
        for record in collection.values():
            yield name, record


def count_problems(canon: Canon) -> Iterator[Finding]:
    """Compare the number of records with what the canon promises."""
    for name, expected in COUNTS.items():
        found = sum(1 for record in canon[name].values() if record.status != "withdrawn")
        if found != expected:
            yield Finding(name, "-", f"holds {found} records, and should hold {expected}.")


def link_problems(canon: Canon) -> Iterator[Finding]:
    """Follow every link."""
    for name, record in _each(canon):
        seen: set[tuple[str, str, str]] = set()
        for link in links.outgoing(name, record):
            if link.to_id not in canon[link.to_collection]:
                yield Finding(name, record.id, f"{link.field} names {link.to_id!r}, which does not exist.")
            pointer = (link.field, link.to_collection, link.to_id)
            if pointer in seen:
                yield Finding(name, record.id, f"{link.field} names {link.to_id!r} twice.")
            seen.add(pointer)


def unused_problems(canon: Canon) -> Iterator[Finding]:
    """Look at every link from its other end: what nothing points at must say so, or must go."""
    used = {
        (link.from_collection, link.to_collection, link.to_id)
        for name, record in _each(canon)
        for link in links.outgoing(name, record)
    }
    for name in ("rights", "groups"):
        for record in canon[name].values():
            yield from _example_problems(name, record, in_use=("harms", name, record.id) in used)
    for source, name in (("rights", "instruments"), ("harms", "technologies"), ("outputs", "frameworks")):
        for key in canon[name]:
            if (source, name, key) not in used:
                yield Finding(name, key, f"no record of {source} uses it.")
    for key, principle in canon["principles"].items():
        serves = isinstance(principle, r.Principle) and principle.pillar == "respect"
        if serves and ("outputs", "principles", key) not in used:
            yield Finding("principles", key, "no output of due diligence serves it.")


def _example_problems(name: str, record: r.Record, *, in_use: bool) -> Iterator[Finding]:
    reason = record.without_example if isinstance(record, r.Right | r.Group) else ""
    if in_use and reason:
        yield Finding(name, record.id, "is listed as without example, but a harm names it.")
    if not in_use and not reason:
        yield Finding(name, record.id, "no harm names it, and without_example does not say why.")


def id_problems(canon: Canon) -> Iterator[Finding]:
    """Check that identifiers agree with their place and that numbered ones leave no gap."""
    for name, collection in canon.items():
        for key, record in collection.items():
            if key != record.id:
                yield Finding(name, record.id, f"stands under another identifier, {key!r}.")
    for name, record in _each(canon):
        if isinstance(record, r.Harm) and record.id.split("-")[1] != record.technology:
            yield Finding(name, record.id, f"its identifier does not name its technology {record.technology}.")
        if isinstance(record, r.Principle) and record.id != f"ungp:{record.number}":
            yield Finding(name, record.id, f"its identifier does not agree with its number {record.number}.")
    for name in _NUMBERED:
        numbers = sorted(int(re.sub(r"\D", "", key)) for key in canon[name])
        start = 0 if name == "gates" else 1
        if numbers != list(range(start, start + len(numbers))):
            yield Finding(name, "-", "the numbers of its identifiers leave a gap.")


def source_problems(canon: Canon) -> Iterator[Finding]:
    """Check that each source can be followed, and that nothing counts as seen without a page."""
    for name, record in _each(canon):
        for source in record.sources:
            if source.address and not _ADDRESS.match(source.address):
                yield Finding(name, record.id, f"the address of {source.document!r} is not well formed.")
        if record.verified and not any(s.address or _UNITED_NATIONS.match(s.document) for s in record.sources):
            yield Finding(name, record.id, "is labelled S, but no source names a page or document symbol.")


def date_problems(canon: Canon) -> Iterator[Finding]:
    """Check that dates follow one another."""
    last = date.fromisoformat(release)
    for name, record in _each(canon):
        yield from (Finding(name, record.id, what) for what in _date_faults(record, last))


def _date_faults(record: r.Record, last: date) -> Iterator[str]:
    if record.since > last:
        yield f"counts since {record.since}, after the release {last}."
    if record.until and record.until <= record.since:
        yield "ends before it begins."
    if (record.status == "withdrawn") != (record.until is not None):
        yield "a withdrawn record has an end date, and no other has one."
    if record.review_by <= record.since or record.review_by - record.since > _LONGEST_REVIEW:
        yield "its review lies before its beginning, or more than a year after it."
    for day in (record.checked_on, *(source.read_on for source in record.sources)):
        if day and day > last:
            yield f"was read on {day}, after the release {last}."


def level_problems(canon: Canon) -> Iterator[Finding]:
    """Check that the scales have the levels that files use, and that each tier has its duties."""
    numbers = ["1", "2", "3", "4"]
    words = ["actual", "unknown", "expected", "foreseeable", "plausible", "remote"]
    for key, scale in canon["scales"].items():
        values = [level.value for level in scale.levels] if isinstance(scale, r.Scale) else []
        if values != (words if key == "likelihood" else numbers):
            yield Finding("scales", key, f"has the levels {', '.join(values)}.")
    tiers = sorted(duty.tier for duty in canon["duties"].values() if isinstance(duty, r.Duty))
    if tiers != [1, 2, 3, 4]:
        yield Finding("duties", "-", "does not hold one record for each tier.")


def word_problems(canon: Canon) -> Iterator[Finding]:
    """Check that each word of a vocabulary has rights, or a reason for having none, and never both."""
    for name, word in _each(canon):
        if not isinstance(word, r.VocabularyWord):
            continue
        if (word.relation == "none") != (not word.rights):
            yield Finding(name, word.id, "has a relation without rights, or rights without a relation.")
        if word.relation != "exact" and not word.reason:
            yield Finding(name, word.id, "does not say why it maps as it does.")
        if word.relation == "exact" and len(word.rights) > 1:
            yield Finding(name, word.id, "cannot be exactly several rights: the relation is broad.")
    for name, record in _each(canon):
        for claim in record.claims if isinstance(record, r.Output) else ():
            if not claim.edition:
                yield Finding(name, record.id, f"its claim on {claim.framework} carries no edition.")


CHECKS: Final[tuple[Callable[[Canon], Iterator[Finding]], ...]] = (
    count_problems,
    id_problems,
    link_problems,
    unused_problems,
    source_problems,
    date_problems,
    level_problems,
    word_problems,
)


def overdue(canon: Canon, on: date) -> Iterator[Finding]:
    """List the records whose review is overdue on a day."""
    for name, record in _each(canon):
        if record.status != "withdrawn" and record.review_by < on:
            yield Finding(name, record.id, f"its review was due by {record.review_by}.")


def file_problems() -> Iterator[Finding]:
    """Check the files themselves: their length, keys written twice, harms in the file of another technology."""
    for collection in loading.COLLECTIONS:
        for file in loading.data_files(collection):
            yield from (Finding("files", file.name, what) for what in _file_faults(file, collection))


def _file_faults(file: Path, collection: str) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    if text.count("\n") > LONGEST_FILE:
        yield f"is longer than {LONGEST_FILE} lines: split it by sense."
    yield from (f"line {line}: the key {key!r} stands twice." for key, line in repeated_keys(text))
    if collection == "harms":
        for record in loading.read_file(file, collection, r.Harm):
            if record.technology.lower() != file.stem:
                yield f"holds {record.id}, which belongs to {record.technology}."


def repeated_keys(text: str) -> Iterator[tuple[str, int]]:
    """Find keys that stand twice in one mapping, which YAML readers pass over in silence."""
    nodes = [yaml.compose(text, Loader=yaml.CSafeLoader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    yield key.value, key.start_mark.line + 1
                seen.add(key.value)
                nodes.append(value)
        elif isinstance(node, yaml.SequenceNode):
            nodes.extend(node.value)


def _today() -> date:
    return date.today()  # noqa: DTZ011  (reviews are due on a day, wherever one is)
