"""Rankings to draw: plain, many, difficult."""

from knowshow.benchmarks.reports.figures import (
    Absence,
    AnswerKind,
    AnswerLabel,
    AnswerShare,
    Change,
    HeatRow,
    Measure,
    RankedCompany,
    ServiceScores,
    indicator_heat_map,
    ranked_dot_plot,
    share_of_answers,
    slope_between_years,
    small_multiples_by_service,
)

ARABIC = "شركة الاتصالات السعودية (م.م)"
CHINESE = "腾讯控股有限公司与其附属公司的求职者排名委员会"
LONG = "Société Générale de Télécommunications et d’Électricité, and all of its very many subsidiaries"
MARKUP = "<script>alert(1)</script> & Sons"
DIFFICULT = (ARABIC, CHINESE, LONG, MARKUP)

MEASURE = Measure("Total score, per cent of the points a company could get")
PARTS = ("Governance", "Freedom of expression", "Privacy")

LABELS = (
    AnswerLabel("yes"),
    AnswerLabel("partial"),
    AnswerLabel("no"),
    AnswerLabel("no disclosure found", AnswerKind.NOT_FOUND),
    AnswerLabel("N/A", AnswerKind.NOT_APPLICABLE),
    AnswerLabel("not researched", AnswerKind.NOT_RESEARCHED),
)


def company(label, total, rank=1, *, parts=None, rounded=None):
    """A company with a score."""
    return RankedCompany(label, rank, total, round(total) if rounded is None else rounded, parts or {})


def unscored(label, why=Absence.NOT_APPLICABLE):
    """A company without a score."""
    return RankedCompany(label, None, None, None, {}, why)


def three():
    """Three companies; two share a rank, and two are weakest in the same part."""
    return [
        company("Alpha", 55.6, 1, parts=dict(zip(PARTS, (60.1, 40.2, 66.5), strict=True))),
        company("Beta", 44.2, 2, parts=dict(zip(PARTS, (44.2, 30.3, 58.1), strict=True))),
        company("Gamma", 43.8, 2, parts={"Governance": 12.5, "Freedom of expression": None, "Privacy": 75.1}),
    ]


def many(count=200):
    """As many companies as wanted, from high to low."""
    return [
        company(f"Company {place}", 90 - place * 0.4, place + 1, parts={"A": 88 - place * 0.4, "B": 92 - place * 0.4})
        for place in range(count)
    ]


def heat(codes=("G1", "G2"), companies=("Alpha", "Beta"), group="Governance"):
    """Indicators whose scores differ from cell to cell."""
    return [
        HeatRow(
            code,
            f"Title of {code}",
            {one: (7 * row + 13 * column) % 101 for column, one in enumerate(companies)},
            group,
        )
        for row, code in enumerate(codes)
    ]


def services():
    """Services of a company, one of which has no score in a category."""
    return [
        ServiceScores("Search", {"Governance": 59.0, "Privacy": 44.2}, "search engine", 50.4),
        ServiceScores("Mail", {"Governance": 56.1, "Privacy": 46.0}, "mail", 49.2),
        ServiceScores("Cloud", {"Governance": 12.0, "Privacy": Absence.NOT_APPLICABLE}, "cloud", 12.0),
    ]


def shares():
    """Answers in two categories by two kinds of company."""
    return [
        AnswerShare(
            "Governance", {"yes": 20, "partial": 10, "no": 5, "no disclosure found": 60, "N/A": 5}, "Platforms"
        ),
        AnswerShare("Governance", {"yes": 10, "no disclosure found": 85, "not researched": 5}, "Telcos"),
        AnswerShare("Privacy", {"yes": 30, "no": 10, "no disclosure found": 60}, "Platforms"),
    ]


def every_figure(labels=("Alpha", "Beta", "Gamma", "Delta")):
    """One of each, about companies of these names."""
    ranked = [
        company(label, 80 - 10 * place, place + 1, parts={"A": 81 - 10 * place, "B": 80.5 - 10 * place})
        for place, label in enumerate(labels)
    ]
    changes = [Change(label, 50, 40 + 8 * place) for place, label in enumerate(labels)]
    rows = [HeatRow("G1", labels[-1], dict.fromkeys(labels, 40), labels[0])]
    panels = [
        ServiceScores(label, {labels[0]: 20, labels[1]: 30}, labels[-1], 25 + place)
        for place, label in enumerate(labels)
    ]
    answered = [AnswerShare(label, {"yes": 1 + place, "no": 3}) for place, label in enumerate(labels)]
    return (
        ranked_dot_plot([*ranked, unscored(labels[0])], MEASURE),
        indicator_heat_map(rows, labels, MEASURE),
        slope_between_years(changes, MEASURE, before="2020", after="2022"),
        share_of_answers(answered, LABELS, MEASURE),
        small_multiples_by_service(labels[0], panels, MEASURE),
    )
