"""``knowshow score``: an index or a questionnaire in, scores with reasons out, or what differs from those published."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import print_json, say, write_table, write_whole
from knowshow.errors import BadInputError, Place

if TYPE_CHECKING:
    from knowshow.scoring.comparison import Comparison
    from knowshow.scoring.engine import CompanyScores, Scores
    from knowshow.scoring.explaining import Explanation
    from knowshow.scoring.folder import Folder

_SHOWN_SWINGS = 10
_SOURCES = ("methodology.", "subjects.", "answers.", "expected_")


def score(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FOLDER | RESULT...", help="The folder of an index; with --survey, its results."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="F.csv", help="Write the scores as company, kind, node, score.")
    ] = None,
    explain: Annotated[
        str, typer.Option(metavar="COMPANY:NODE", help="Say why a score is what it is (node TOTAL: the whole).")
    ] = "",
    subject: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --explain: for one service or part of the company.")
    ] = None,
    sensitivity: Annotated[
        str, typer.Option(metavar="COMPANY", help="List the unknown answers that could move its total most.")
    ] = "",
    compare: Annotated[
        bool, typer.Option("--compare", help="List every figure that differs from the publisher's; exit 1 if any does.")
    ] = False,
    survey: Annotated[
        Path | None, typer.Option(metavar="F.json", help="A SurveyJS questionnaire; score its RESULT files.")
    ] = None,
    force_version: Annotated[
        bool, typer.Option("--force-version", help="With --survey: take results of another version, or of none.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was asked for as JSON.")] = False,
) -> None:
    """Score a questionnaire or an index from its methodology, and say why; compare with what was published."""
    paths = files or []
    asked = [bool(explain), bool(sensitivity), compare, out is not None]
    if survey is not None:
        from knowshow.cli.survey_scores import score_surveys

        if any(asked) or subject is not None:
            raise BadInputError("--survey goes with --json and --force-version only.", remedy="Leave the others out.")
        score_surveys(survey, paths, as_json=as_json, force_version=force_version)
        return
    folder = _folder(paths, force_version=force_version)
    if sum(asked[:3]) > 1 or (out is not None and any(asked[:2])):
        raise BadInputError("Ask for one thing at a time.", remedy="Choose --explain, --sensitivity or --compare.")
    if subject is not None and not explain:
        raise BadInputError("--subject goes with --explain.", remedy="Add --explain COMPANY:NODE")
    if explain:
        _print_explanation(folder, explain, subject, as_json=as_json)
    elif sensitivity:
        _print_sensitivity(folder, sensitivity, as_json=as_json)
    else:
        _scores(folder, out, compare=compare, as_json=as_json)


def _folder(paths: list[Path], *, force_version: bool) -> Folder:
    from knowshow.scoring.folder import read_folder

    if force_version:
        raise BadInputError("--force-version goes with --survey.", remedy="Add --survey SURVEY.json")
    if len(paths) != 1:
        raise BadInputError("Name one folder.", remedy="It holds methodology.json, subjects.csv and answers.csv.")
    return read_folder(paths[0])


def _scores(folder: Folder, out: Path | None, *, compare: bool, as_json: bool) -> None:
    from knowshow.scoring import score as score_sheet

    scores = score_sheet(folder.sheet)
    if out is not None:
        if out.resolve().parent == folder.path.resolve() and out.name.startswith(_SOURCES):
            raise BadInputError("The file would replace its own source.", place=Place(str(out)), remedy="Rename it.")
        write_whole({out: scores_csv(scores).encode()})
        say(f"Wrote {out}")
    if compare:
        _print_comparison(folder, scores, as_json=as_json)
    elif as_json:
        print_json(_as_json(scores))
    elif out is None:
        _print_ranking(scores)


def scores_csv(scores: Scores) -> str:
    """Return the scores as ``company,kind,node,score``: in full precision, empty where there is none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("company", "kind", "node", "score"))
    nodes = scores.plan.nodes
    for key, company in scores.companies.items():
        ordered = ["TOTAL", *(node for node in company.values if node != "TOTAL")]
        for node in ordered:
            kind = "total" if node == "TOTAL" else nodes[node].kind
            value = company.values[node]
            writer.writerow((key, kind, node, "" if value is None else repr(value)))
    return text.getvalue()


def _as_json(scores: Scores) -> dict[str, object]:
    from knowshow.scoring.standing import rank_companies

    methodology = scores.plan.methodology
    ranks = rank_companies(scores)
    return {
        "methodology": {"id": methodology.id, "version": methodology.version, "title": methodology.title},
        "companies": [_company_as_json(company, ranks.get(key)) for key, company in scores.companies.items()],
    }


def _company_as_json(company: CompanyScores, rank: int | None) -> dict[str, object]:
    return {
        "company": company.company.key,
        "label": company.company.name,
        "type": company.company.type,
        "total": company.total,
        "rank": rank,
        "scores": company.values,
        "states": company.states,
        "bands": company.bands,
        "subjects": company.subjects,
    }


def _print_ranking(scores: Scores) -> None:
    from knowshow.scoring.explaining import in_figures
    from knowshow.scoring.standing import rank_companies

    methodology = scores.plan.methodology
    ranks = rank_companies(scores)
    sys.stdout.write(f"{methodology.title}\n\n")
    groups: dict[str, list[CompanyScores]] = {}
    for company in scores.companies.values():
        is_apart = methodology.ranking.within == "company_type"
        groups.setdefault(company.company.type if is_apart else "", []).append(company)
    parts = [root for root in scores.plan.roots if root not in scores.plan.leaves]
    for kind, companies in groups.items():
        ordered = sorted(companies, key=lambda one: (ranks.get(one.company.key, 10**9), one.company.name))
        heads = ("Rank", kind.capitalize() or "Company", "Total", *parts)
        rows = [
            (
                str(ranks.get(one.company.key, "–")),
                one.company.name,
                in_figures(one.total),
                *(in_figures(one.values[part]) for part in parts),
            )
            for one in ordered
        ]
        write_table([heads, *rows])


# ---- why ---------------------------------------------------------------------------------------------------


def _print_explanation(folder: Folder, asked: str, subject: str | None, *, as_json: bool) -> None:
    from knowshow.scoring.explaining import explain

    company, node = _company_and_node(asked, folder)
    explanation = explain(folder.sheet, company, node, subject=subject)
    if as_json:
        print_json(explanation)
        return
    for depth, one in explanation.walk():
        sys.stdout.write(f"{'  ' * depth}{_explained(one)}\n")


def _company_and_node(asked: str, folder: Folder) -> tuple[str, str]:
    """Part ``COMPANY:NODE``, where both may hold colons: the longest company that is there counts."""
    parts = asked.split(":")
    for count in range(len(parts), 0, -1):
        company, node = ":".join(parts[:count]), ":".join(parts[count:])
        if company in folder.sheet.companies:
            return company, node or "TOTAL"
    company, colon, node = asked.rpartition(":")
    return (company, node or "TOTAL") if colon else (asked, "TOTAL")


def _explained(one: Explanation) -> str:
    from knowshow.scoring.explaining import in_figures

    level = f", level {one.band}" if one.band else ""
    name = f"{one.key}: {one.title}" if one.key and one.title != one.key else one.title
    absent = {"not_applicable": "not applicable", "missing": "not researched", "blocked": "needed"}
    value = in_figures(one.value) if one.value is not None else absent.get(one.state, "–")
    return f"{value}{level}  {name}: {one.because}"


def _print_sensitivity(folder: Folder, company: str, *, as_json: bool) -> None:
    from knowshow.scoring.explaining import explain, in_figures
    from knowshow.scoring.sensitivity import range_of, swings

    explain(folder.sheet, company)  # refuses a company that is not there
    ends, found = range_of(folder.sheet, company), swings(folder.sheet, company)
    if as_json:
        print_json({"range": ends, "swings": found})
        return
    if not found:
        sys.stdout.write(f"Every question that applies to {company} is answered: {in_figures(ends.now)}.\n")
        return
    sys.stdout.write(
        f"{company} has {in_figures(ends.now)}; with {len(found)} unknown answers it can end between"
        f" {in_figures(ends.lowest)} and {in_figures(ends.highest)}. These move it most:\n\n"
    )
    heads = ("Subject", "Question", "Lowest", "with", "Highest", "with")
    rows = [
        (
            one.subject,
            one.node,
            in_figures(one.lowest),
            one.label_of_lowest,
            in_figures(one.highest),
            one.label_of_highest,
        )
        for one in found[:_SHOWN_SWINGS]
    ]
    write_table([heads, *rows])


# ---- the publisher's figures -------------------------------------------------------------------------------


def _print_comparison(folder: Folder, scores: Scores, *, as_json: bool) -> None:
    from knowshow.scoring.comparison import compare

    found = compare(folder, scores)
    if as_json:
        print_json({"compared": found.compared, "differences": [_difference(one) for one in found.differences]})
    else:
        _print_differences(found)
    if found.differences:
        raise typer.Exit(1)


def _difference(one: object) -> dict[str, object]:
    import msgspec

    return {**msgspec.to_builtins(one), "difference": getattr(one, "difference", None)}


def _print_differences(found: Comparison) -> None:
    total = sum(found.compared.values())
    files = ", ".join(f"{name} {count}" for name, count in found.compared.items())
    if not found.differences:
        sys.stdout.write(f"All {total} published figures are as recomputed ({files}).\n")
        return
    what = "differs" if len(found.differences) == 1 else "differ"
    sys.stdout.write(f"{len(found.differences)} of {total} published figures {what} ({files}).\n\n")
    heads = ("Where", "What", "Company", "Subject", "Node", "Published", "Recomputed")
    rows = [
        (
            f"{Path(one.file).name}:{one.line}",
            one.kind,
            one.company,
            one.subject or "–",
            one.node,
            "–" if one.published is None else f"{one.published:g}",
            "–" if one.computed is None else f"{one.computed:.6g}",
        )
        for one in found.differences
    ]
    write_table([heads, *rows])
