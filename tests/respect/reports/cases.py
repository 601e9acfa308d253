"""Assessments for the tests of report pages: many impacts, and texts that break what is careless."""

from datetime import date
from functools import cache

from knowshow import canon
from knowshow.respect.reports.content import report_of
from knowshow.respect.rules import reading
from knowshow.respect.rules.assessed import assess
from knowshow.respect.rules.assessment import Action, Assessment, Evidence, Impact, Rating, Source, Statement, Subject
from knowshow.respect.rules.severity import Likelihood
from tests.respect.rules.files import sound

TODAY = date(2026, 11, 24)
ARABIC = "الصحفيون في المناطق الحدودية"
CHINESE = "求职者的排名方式以及对简历中断的处理"
SCRIPT = "<script>alert('x')</script>"
WHY = "Long enough to say what this rating relies on, namely nothing real."


def rated(group="GEN", levels=(3, 2, 2), likelihood="actual", **fields):
    """A rating; levels are scale, scope, irremediability."""
    named = dict(zip(("scale", "scope", "irremediability"), levels, strict=True))
    return Rating(group=group, likelihood=Likelihood(likelihood), **named, **({"rationale": WHY} | fields))


def impact(key, *ratings, **fields):
    """An impact of the general population in its privacy."""
    statement = Statement(group="GEN", right="privacy", feature=f"feature {key}", place="KE")
    facts = {"id": key, "statement": statement, "state": "actual", "ratings": ratings or (rated(),)}
    return Impact(**(facts | fields))


def of_impacts(*impacts, **fields):
    """An assessment of these, ranked."""
    facts = {"title": "Camera", "company": "Example Ltd", "subject": Subject(name="Camera"), "impacts": impacts}
    return assess(Assessment(**(facts | fields)))


def report(*impacts, **fields):
    """What is said of these."""
    return report_of(of_impacts(*impacts, **fields), today=TODAY)


@cache
def small():
    """The sound file of two impacts."""
    return assess(reading.read_bytes(sound(), "sound.yaml"))


@cache
def many(total=40):
    """An assessment of many impacts, of every tier, group and likelihood."""
    groups, likelihoods = list(canon.groups()), list(Likelihood)
    return of_impacts(
        *(
            impact(
                f"impact-{index:03d}",
                rated(
                    groups[index % len(groups)],
                    (1 + index % 4, 1 + index // 4 % 4, 1 + index // 16 % 4),
                    likelihoods[index * 7 % len(likelihoods)],
                    evidence=(Evidence(title=f"Study {index % 9}", url=f"https://example.org/{index % 9}"),),
                ),
                actions=(Action(title="Turn it off", owner="Product"),) if index % 3 else (),
            )
            for index in range(total)
        )
    )


@cache
def difficult():
    """Texts that break careless pages: markup, quotes, right to left, Chinese, a word without an end."""
    endless = "word" * 60
    return of_impacts(
        impact(
            "arabic",
            rated(levels=(4, 2, 4), rationale=f"{ARABIC} {ARABIC} {ARABIC}", by=SCRIPT),
            statement=Statement(group="GEN", right="liberty", feature=SCRIPT, who=ARABIC, place="SY"),
            status_word="alleged",
        ),
        impact("chinese", rated(levels=(2, 4, 1)), statement=Statement(group="GEN", right="work", feature=CHINESE)),
        impact(
            "endless",
            rated(levels=(3, 1, 4), likelihood="remote", rationale=f"“Quoted” & 'plain' \"double\" {endless}"),
            statement=Statement(group="GEN", right="privacy", feature=endless),
            state="potential",
        ),
        impact("unrated", ratings=()),
        title=f"Cameras & {SCRIPT}",
        source=Source(title="A report", publisher="An ombudsman", year=2025, url="javascript:alert(1)"),
    )
