"""Assessments for the tests of reports: one with every field set, and a strategy that makes any."""

from datetime import date

from hypothesis import strategies as st

from knowshow import canon
from knowshow.respect.rules import assessment as records
from knowshow.respect.rules.severity import Likelihood

DAY = date(2026, 11, 9)
SOURCE = records.Source(
    title="A study & more", publisher="An institute", year=2025, url="https://example.org/a?b=1&c=2",
    accessed_on=DAY, note="Page 7",
)  # fmt: skip

FULL = records.Assessment(
    title="Location sharing <first> assessment",
    company="=SUM(Example Ltd)",
    kind="heightened",
    note="One line.\nAnother line, “quoted” & ended.",
    subject=records.Subject(
        name="Family Finder",
        description="Shows where people are.",
        technology=("APP", "IOT", "MSG", "SOC"),
        lifecycle="use",
        countries=("KE", "NO", "MM", "PL", "DE"),
        business_relationships=(records.Relationship(name="A reseller", kind="reseller", end_use="Sells it."),),
    ),
    source=SOURCE,
    sources=(SOURCE, records.Source(title="Another")),
    assessed_on=DAY,
    within_tier="likelihood_first",
    impacts=(
        records.Impact(
            id="stalked-at-home",
            statement=records.Statement(
                group="WOM", right="privacy", feature="sharing that stays on", place="KE", how="He\nfinds her.",
                who="Women who left a violent partner", effect="violated",
            ),
            state="actual",
            status_word="alleged",
            rights=("life", "health", "work"),
            delay_makes_irremediable=True,
            delay_rationale="Once the address is known, she must move again.",
            ratings=(
                records.Rating(
                    group="WOM", scale=4, scope=2, irremediability=4, likelihood=Likelihood.ACTUAL,
                    rationale="+44 shelters report cases in which a shared location led to an attack.",
                    evidence=(
                        records.Evidence(title="Interviews", from_affected_people=True, note="Kept safe"),
                        records.Evidence(title="A log", publisher="Us", year=2026, url="@x", accessed_on=DAY),
                    ),
                    confidence="high", by="A. Mwangi", on=DAY, basis="inherent", scale_version="scales 1",
                ),
                records.Rating(
                    group="WOM", scale=3, scope=2, irremediability=3, likelihood=Likelihood.UNKNOWN,
                    rationale="-The helpline has heard of fewer cases since the spring, it seems.", confidence="low",
                    by="B. Ek", basis="residual",
                ),
            ),
            disagreement=records.Disagreement(group="WOM", resolver="C. Doe", note="Open.", resolved_on=DAY),
            involvement=records.Involvement(
                answers={"alone": "no", "enabled": "yes, by default", "own.question": "An answer.", "steps": ""},
                factors=("default_settings", "a factor of its own", "", '""'),
                conclusion="contribute", reason="The default did it.", quoted_from=SOURCE, quote="“It enabled it.”",
                decided_by="C. Doe", on=DAY,
            ),
            business_risk="high",
            harms=("H-ADM-01",),
            actions=(
                records.Action(
                    id="end-it", title="End sharing", kind="redesign", owner="Safety", due_on=date(2027, 1, 31),
                    state="in_progress", leverage=("LV-01", "LV-02", "LV-03"), indicator="Reports a month",
                    note="Soon", source=SOURCE,
                ),
                records.Action(title="Tell people"),
            ),
            override=records.Override(
                tier=3, reason="Shown beside.", proposed_by="A. Mwangi", approved_by="C. Doe", on=DAY
            ),
            other_methods=(
                records.OtherMethod(method="CNIL PIA", severity="3 of 4", likelihood="=2", note="A note.\nTwo"),
                records.OtherMethod(method="Another"),
            ),
            notes="Notes\twith a tab.\nAnd _x0041_ as it is.",
        ),
        records.Impact(
            id="0.watched",
            statement=records.Statement(group="CHI", right="life", feature="https://example.org"),
            state="potential",
            ratings=(
                records.Rating(
                    group="CHI", scale=1, scope=4, irremediability=1, likelihood=Likelihood.REMOTE, rationale="Short.",
                ),
            ),
        ),
    ),
)  # fmt: skip


def _kept(text):
    return text == text.strip() and "\r" not in text and not text.startswith("▸ Example")


_CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t"
)
_words = st.text(_CHARACTERS, max_size=40).filter(_kept)
_said = _words.filter(bool)
_slug = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,20}", fullmatch=True)
_days = st.none() | st.dates(date(1910, 1, 1), date(2100, 12, 31))


def _ids(collection, most=4):
    return st.lists(st.sampled_from(sorted(collection)), max_size=most).map(tuple)


def _source(kind=records.Source, **more):
    return st.builds(
        kind, title=_said, publisher=_words, year=st.none() | st.integers(1900, 2100), url=_words, accessed_on=_days,
        note=_words, **more,
    )  # fmt: skip


_level = st.integers(1, 4)
_group = st.sampled_from(sorted(canon.groups()))
_right = st.sampled_from(sorted(canon.rights()))

_rating = st.builds(
    records.Rating, group=_group, scale=_level, scope=_level, irremediability=_level,
    likelihood=st.sampled_from([one for one in Likelihood if one != Likelihood.ACTUAL]), rationale=_said,
    evidence=st.lists(_source(records.Evidence, from_affected_people=st.booleans()), max_size=2).map(tuple),
    confidence=st.sampled_from(["high", "medium", "low"]), by=_words, on=_days,
    basis=st.sampled_from(["inherent", "residual"]), scale_version=_words,
)  # fmt: skip
_involvement = st.builds(
    records.Involvement,
    answers=st.dictionaries(st.sampled_from(["alone", "steps", "benefit"]) | _words, _words, max_size=3),
    factors=st.lists(_words | st.sampled_from(["ranking", '""', '""""']), max_size=4).map(tuple),
    conclusion=st.sampled_from(["cause", "contribute", "linked", "none", "undetermined"]), reason=_words,
    quoted_from=st.none() | _source(), quote=_words, decided_by=_words, on=_days,
)  # fmt: skip
_action = st.builds(
    records.Action, id=st.none() | _slug, title=_said, kind=st.sampled_from(["", "avoid", "warn"]), owner=_words,
    due_on=_days, state=st.sampled_from(["planned", "in_progress", "done", "effective", "dropped"]),
    leverage=_ids(canon.leverage()), indicator=_words, note=_words, source=st.none() | _source(),
)  # fmt: skip
_override = st.builds(
    records.Override, tier=_level, reason=_said, proposed_by=_said, approved_by=_words, on=_days
)  # fmt: skip
_statement = st.builds(
    records.Statement, group=_group, right=_right, feature=_said, place=_words, how=_words, who=_words,
    effect=st.sampled_from(["limited", "prevented", "violated"]),
)  # fmt: skip
_impact = st.builds(
    records.Impact, id=_slug, statement=_statement, state=st.sampled_from(["actual", "potential"]),
    status_word=st.sampled_from(["", "alleged", "found", "ruled", "settled", "reported"]), rights=_ids(canon.rights()),
    delay_makes_irremediable=st.booleans(), delay_rationale=_words,
    ratings=st.lists(_rating, min_size=1, max_size=3).map(tuple),
    disagreement=st.none() | st.builds(records.Disagreement, group=_group, resolver=_said, note=_words,
                                       resolved_on=_days),
    involvement=_involvement, business_risk=_words, harms=_ids(canon.harms()),
    actions=st.lists(_action, max_size=2).map(tuple), override=st.none() | _override, notes=_words,
    other_methods=st.lists(
        st.builds(records.OtherMethod, method=_said, severity=_words, likelihood=_words, note=_words), max_size=2
    ).map(tuple),
)  # fmt: skip
_subject = st.builds(
    records.Subject, name=_said, description=_words, technology=_ids(canon.technologies(), 6),
    lifecycle=st.sampled_from(["", "design", "use"]), countries=_ids(["KE", "NO", "MM", "PL"], 6),
    business_relationships=st.lists(st.builds(records.Relationship, name=_said, kind=_words, end_use=_words),
                                    max_size=2).map(tuple),
)  # fmt: skip

#: Any assessment that a file can hold.
anything = st.builds(
    records.Assessment, title=_said, company=_words, kind=st.sampled_from(["screening", "full", "exit"]), note=_words,
    subject=_subject, source=st.none() | _source(), sources=st.lists(_source(), max_size=2).map(tuple),
    assessed_on=_days, within_tier=st.sampled_from(["severity_first", "likelihood_first"]),
    impacts=st.lists(_impact, max_size=3, unique_by=lambda impact: impact.id).map(tuple),
)  # fmt: skip
