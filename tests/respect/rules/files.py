"""Assessment files for tests: a sound one, and the means to break it in one place."""

import textwrap

SOUND = """\
knowshow: assessment/1
title: Hiring assistant, first assessment
company: Example Ltd
subject: {name: Hiring assistant, technology: [HR], lifecycle: use, countries: [PL, NO]}
impacts:
  - id: age-screening
    statement: {group: OLD, right: work, feature: ranking of applicants, place: PL, how: old careers score low}
    state: actual
    ratings:
      - group: OLD
        scale: 3
        scope: 2
        irremediability: 2
        likelihood: actual
        rationale: People over fifty lose jobs that they would have had; the test of June shows it.
        evidence: ["Bias test, June 2026"]
        confidence: high
    involvement: {conclusion: undetermined, decided_by: Head of product, on: 2026-11-05}
    business_risk: high
    actions:
      - {id: retrain, title: Retrain without career gaps, kind: redesign, owner: Data team, due_on: 2027-01-31}
  - id: watched-at-work
    statement: {group: WRK, right: privacy, feature: activity log, place: PL, how: supervisors read it}
    state: potential
    ratings:
      - group: WRK
        scale: 2
        scope: 2
        irremediability: 1
        likelihood: foreseeable
        rationale: Comparable tools have been used to single out organisers; no evidence here yet.
"""


def sound(*replacements: tuple[str, str]) -> bytes:
    """Return the sound file with each pair of words exchanged; a pair that does not fit is an error."""
    text = SOUND
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def one_impact(**fields: str) -> bytes:
    """Return a file of one impact whose single rating has the given fields."""
    rating = {
        "group": "GEN", "scale": "3", "scope": "2", "irremediability": "2", "likelihood": "actual",
        "rationale": "Long enough to say what this rating relies on, namely nothing real.",
    } | fields  # fmt: skip
    lines = "\n".join(f"        {name}: {value}" for name, value in rating.items())
    return (
        textwrap.dedent("""\
        knowshow: assessment/1
        title: One
        subject: {name: Thing}
        impacts:
          - id: one
            statement: {group: GEN, right: privacy, feature: everything}
            state: actual
            ratings:
              -
        """).encode()
        + lines.encode()
        + b"\n"
    )
