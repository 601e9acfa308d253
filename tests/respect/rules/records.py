"""Strategies that make any assessment a file can hold."""

from datetime import date
from typing import get_args

from hypothesis import strategies as st

from knowshow import canon
from knowshow.respect.rules import assessment as a
from knowshow.respect.rules.severity import Likelihood

#: Files hold text without blanks around it; lines end as in Unix.
said = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60).map(
    lambda text: text.strip() or "."
)
lines = st.lists(said, min_size=1, max_size=4).map("\n".join)
long = st.builds(lambda word, times: " ".join([word] * times), said, st.integers(1, 30))
words = st.one_of(
    st.just(""),
    said,
    lines,
    long,
    st.sampled_from(["no", "yes", "null", "~", "2026-01-01", "007", "1.5", "true", "- x"]),
)
filled = words.map(lambda text: text or ".")
dates = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
levels = st.integers(1, 4)
slugs = st.from_regex(r"[a-z][a-z0-9._-]{0,12}", fullmatch=True)
groups = st.sampled_from(list(canon.groups()))
rights = st.sampled_from(list(canon.rights()))
harms = st.sampled_from(list(canon.harms()))
years = st.none() | st.integers(1900, 2100)


def choice(kind):
    return st.sampled_from(get_args(kind))


def some(strategy, size=2):
    return st.lists(strategy, max_size=size).map(tuple)


sources = st.builds(a.Source, title=filled, publisher=words, year=years, url=words, accessed_on=dates, note=words)
evidence = st.builds(a.Evidence, title=filled, url=words, accessed_on=dates, from_affected_people=st.booleans())
statements = st.builds(
    a.Statement, group=groups, right=rights, feature=filled, place=words, how=words, who=words, effect=choice(a.Effect)
)


def ratings(state):
    likelihoods = [word for word in Likelihood if state == "actual" or word != Likelihood.ACTUAL]
    return st.builds(
        a.Rating, group=groups, scale=levels, scope=levels, irremediability=levels, rationale=filled, by=words,
        on=dates, likelihood=st.sampled_from(likelihoods), evidence=some(evidence), confidence=choice(a.Confidence),
        basis=choice(a.Basis), scale_version=words,
    )  # fmt: skip


actions = st.builds(
    a.Action, id=st.none() | slugs, title=filled, kind=choice(a.ActionKind), owner=words, due_on=dates, note=words,
    state=choice(a.ActionState), leverage=some(st.sampled_from(list(canon.leverage()))), source=st.none() | sources,
)  # fmt: skip
involvements = st.builds(
    a.Involvement, answers=st.dictionaries(slugs, words, max_size=2), factors=some(words), reason=words, quote=words,
    conclusion=choice(a.Conclusion), quoted_from=st.none() | sources, decided_by=words, on=dates,
)  # fmt: skip
overrides = st.builds(a.Override, tier=levels, reason=filled, proposed_by=filled, approved_by=words, on=dates)
other_methods = st.builds(a.OtherMethod, method=filled, severity=words, likelihood=words, note=words)
disagreements = st.builds(a.Disagreement, group=groups, resolver=filled, note=words, resolved_on=dates)


@st.composite
def impacts(draw):
    state = draw(choice(a.State))
    return draw(
        st.builds(
            a.Impact, id=slugs, statement=statements, state=st.just(state), status_word=choice(a.StatusWord),
            rights=some(rights), delay_makes_irremediable=st.booleans(), delay_rationale=words,
            ratings=st.lists(ratings(state), min_size=1, max_size=2).map(tuple), involvement=involvements,
            disagreement=st.none() | disagreements, business_risk=words, harms=some(harms),
            actions=some(actions), override=st.none() | overrides, other_methods=some(other_methods), notes=words,
        )
    )  # fmt: skip


subjects = st.builds(
    a.Subject, name=filled, description=words, technology=some(st.sampled_from(list(canon.technologies()))),
    lifecycle=choice(a.Lifecycle), countries=some(st.sampled_from(["NO", "MM", "KE"])),
    business_relationships=some(st.builds(a.Relationship, name=filled, kind=words, end_use=words)),
)  # fmt: skip

assessments = st.builds(
    a.Assessment, title=filled, company=words, kind=choice(a.Kind), note=words, subject=subjects, assessed_on=dates,
    source=st.none() | sources, sources=some(sources), within_tier=choice(a.WithinTier),
    impacts=st.lists(impacts(), max_size=2, unique_by=lambda impact: impact.id).map(tuple),
)  # fmt: skip
