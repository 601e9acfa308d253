"""``knowshow benchmark``: bring published indices in, turn tables of answers into one, copy our own methodologies."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import as_json_text, print_json, say, show_progress, write_table, write_whole
from knowshow.errors import BadInputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowshow.benchmarks.models import ImportRun
    from knowshow.foundation.models import Organisation, User
    from knowshow.scoring.importers import Imported

app = typer.Typer(help="Bring rankings in; copy methodologies of our own.", no_args_is_help=True)

_PIECE = 2_000
AsJson = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]


@app.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="methodology.json, subjects.csv, answers.csv.")],
    organisation: Annotated[
        str, typer.Option(help="Whose research it becomes. Not needed where there is one organisation.")
    ] = "",
    actor: Annotated[
        str, typer.Option("--as", metavar="EMAIL", help="Who brings it in. Without it: the first lead.")
    ] = "",
    title: Annotated[str, typer.Option(help="What the edition is called. Without it: as the methodology.")] = "",
    period: Annotated[str, typer.Option(help="Its year.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take an index from its folder into the workspace: all of it, or nothing with every row that is wrong."""
    from knowshow.project import database

    database.open_database()
    database.require_migrated()
    files = _files(folder)
    place = _organisation(organisation)
    person = _person(place, actor)
    run = _run(person, place, files, folder, title, period)
    if as_json:
        counts = {name: run.plan.get(name, 0) for name in ("comments", "sources", "figures", "differing")}
        print_json({"edition": str(run.edition), "answers": run.done, "state": run.state, **counts})
    else:
        say(f"Took in {run.done} answers as the edition “{run.edition}” of {place}.")
        if run.plan.get("figures"):
            say(f"Figures of its publisher: {run.plan['figures']}; not what the answers give: {run.plan['differing']}.")


def _files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise BadInputError("There is no such folder.", place=Place(str(folder)), remedy="Check the path.")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _organisation(name: str) -> Organisation:
    from knowshow.foundation.models import Organisation

    there = list(Organisation.objects.all())
    found = [one for one in there if one.name == name] if name else there
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.name for one in there)
    what = f"There is no organisation {name!r}." if name else "Say which organisation."
    remedy = f"There are: {known}." if there else "Open one: knowshow user add EMAIL --organisation NAME --role lead"
    raise BadInputError(what, place=Place(field="--organisation"), remedy=remedy)


def _person(organisation: Organisation, email: str) -> User:
    from knowshow.foundation.models import Role

    seats = organisation.memberships.select_related("user").filter(user__is_active=True).order_by("pk")
    found = seats.filter(user__email__iexact=email).first() if email else seats.filter(role=Role.LEAD).first()
    if found is None:
        what = f"{email} is no member of {organisation}." if email else f"{organisation} has no lead."
        raise BadInputError(what, place=Place(field="--as"), remedy="Name the address of a member.")
    return found.user


def _run(
    person: User, organisation: Organisation, files: dict[str, bytes], folder: Path, title: str, period: str
) -> ImportRun:
    from knowshow.benchmarks.services import imports

    run = imports.check_folder(
        actor=person, organisation=organisation, files=files, name=folder.resolve().name, title=title, period=period
    )
    if run.problems:
        raise _refused(run)
    with show_progress("Taking in answers") as tell:
        while run.done < run.total or not run.edition:
            run = imports.run_import(actor=person, run=run, most=_PIECE)
            tell(run.done, run.total, "")
    return run


def _refused(run: ImportRun) -> BadInputError:
    first, *more = [_words(problem) for problem in run.problems]
    return BadInputError(first, remedy="".join(f"\n  {words}" for words in more))


def _words(problem: dict[str, object]) -> str:
    place = Place(str(problem.get("file") or ""), line=_line(problem.get("row")))
    where = f"{place}: " if str(place) else ""
    return f"{where}{problem.get('what', '')} {problem.get('remedy', '')}".strip()


def _line(row: object) -> int | None:
    return row if isinstance(row, int) and row > 0 else None


# ---- tables of answers -------------------------------------------------------------------------------------


@app.command("wikirate")
def from_wikirate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV of answers in the shape of WikiRate's.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder to write; it must not exist yet.")],
    year: Annotated[int | None, typer.Option(help="Which year, where the file holds several.")] = None,
    as_json: AsJson = False,
) -> None:
    """Turn a table of answers into a folder that can be scored and imported: one question for each metric."""
    from knowshow.scoring.importers.wikirate import read_answers

    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInputError(f"It cannot be read: {error.strerror}.", place=Place(str(file))) from None
    found = read_answers(content, str(file), year=year)
    found.sheet()  # refuses the file while any row is wrong
    _write_folder(out, found)
    counts = {
        "companies": len(found.companies),
        "answers": len(found.answers),
        "not_researched": len(found.not_researched),
        "left_out": len(found.left_out),
    }
    if as_json:
        print_json({**counts, "folder": str(out)})
        return
    say(f"Wrote {out}: {counts['companies']} companies, {counts['answers']} answers.")
    for row in found.left_out[:_TOLD]:
        say(f"Left out: {row}")
    if len(found.left_out) > _TOLD:
        say(f"And {len(found.left_out) - _TOLD} more rows were left out.")


_TOLD = 10


def _write_folder(out: Path, found: Imported) -> None:
    from knowshow.scoring.methodology import as_builtins

    if out.exists():
        raise BadInputError("There is a file or folder of this name.", place=Place(str(out)), remedy="Name another.")
    out.mkdir(parents=True)
    subjects = [(one.key, one.label, one.type, part.key, part.role) for one in found.companies for part in one.subjects]
    answers = [
        (one.company, one.subject, one.node, one.component, _label(one.label), one.comment, _sources(one.sources))
        for one in found.answers
    ]
    write_whole(
        {
            out / "methodology.json": as_json_text(as_builtins(found.methodology)).encode(),
            out / "subjects.csv": _csv(("company", "company_label", "company_type", "subject", "role"), subjects),
            out / "answers.csv": _csv(
                ("company", "subject", "element", "component", "answer", "comment", "sources"), answers
            ),
        }
    )


def _label(label: str | tuple[str, ...]) -> str:
    return label if isinstance(label, str) else "; ".join(label)


def _sources(sources: Iterable[object]) -> str:
    return " ".join(filter(None, (getattr(one, "url", "") or getattr(one, "page", "") for one in sources)))


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode()


@app.command("survey")
def from_survey(
    file: Annotated[
        Path, typer.Argument(metavar="F.json", help="A SurveyJS questionnaire with points in its choices.")
    ],
    out: Annotated[Path, typer.Option(metavar="F.json", help="The methodology to write.")],
) -> None:
    """Turn a questionnaire into a methodology: its branching, its points and its levels as plain data."""
    from knowshow.scoring.methodology import as_builtins
    from knowshow.scoring.surveys.importing import read_survey

    found = read_survey(file)
    if out.exists():
        raise BadInputError("There is a file of this name.", place=Place(str(out)), remedy="Give it another name.")
    write_whole({out: as_json_text(as_builtins(found)).encode()})
    say(f"Wrote {out}: {found.title} {found.version}, {len(found.nodes)} nodes.")


# ---- methodologies of our own ------------------------------------------------------------------------------


@app.command("methodologies")
def methodologies(as_json: AsJson = False) -> None:
    """List the methodologies that come with Knowshow."""
    from knowshow.scoring.library import own_methodologies, own_methodology

    found = [own_methodology(key) for key in own_methodologies()]
    if as_json:
        print_json(
            [{"id": one.id, "version": one.version, "title": one.title, "licence": one.licence} for one in found]
        )
        return
    write_table([("Id", "Version", "Title"), *((one.id, one.version, one.title) for one in found)])


@app.command("methodology")
def methodology(
    key: Annotated[str, typer.Argument(metavar="ID", help="As knowshow benchmark methodologies lists it.")],
    out: Annotated[Path, typer.Option(metavar="F.yaml", help="The file to write.")],
) -> None:
    """Copy a methodology that comes with Knowshow, to read it or to begin one of your own."""
    from knowshow.scoring.library import own_file

    content = own_file(key)
    if out.exists():
        raise BadInputError(
            "There is a file of this name.", place=Place(str(out)), remedy="Give the copy another name."
        )
    write_whole({out: content})
    say(f"Wrote {out}")
