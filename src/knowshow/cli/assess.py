"""``knowshow assess``: due-diligence assessment files in, the order of salience and reports out (GP 17, 18)."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from knowshow.cli.output import print_json, say, write_whole
from knowshow.errors import BadInputError, Place

if TYPE_CHECKING:
    from knowshow.respect.rules.assessed import Assessed
    from knowshow.respect.rules.assessment import Assessment


class Template(StrEnum):
    """Forms to fill in."""

    XLSX = "xlsx"


Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="Assessment files (YAML, JSON or XLSX).")]


def assess(
    files: Files = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the ranked impacts as JSON; several files: a list.")
    ] = False,
    html: Annotated[Path | None, typer.Option(metavar="F", help="Write the report as one web page.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="F", help="Write the report as PDF (needs Pango).")] = None,
    docx: Annotated[Path | None, typer.Option(metavar="F", help="Write the report for Word.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option(metavar="F", help="Write the workbook; it can be imported again.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if there are problems.")] = False,
    template: Annotated[Template | None, typer.Option(help="Write an empty form to --out.")] = None,
    import_xlsx: Annotated[Path | None, typer.Option(metavar="F", help="Turn a workbook into YAML, at --out.")] = None,
    import_pia: Annotated[
        Path | None, typer.Option(metavar="F", help="Turn the .json of a CNIL PIA into YAML to complete, at --out.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="F", help="Where --template, --import-xlsx and --import-pia write.")
    ] = None,
) -> None:
    """Rank the impacts of assessment files, gravest first, with reasons; write reports."""
    if template is not None:
        _write_template(out, files, import_xlsx or import_pia)
        return
    if import_xlsx is not None:
        _write_imported(import_xlsx, out, [*(files or ()), *filter(None, [import_pia])])
        return
    if import_pia is not None:
        _write_pia(import_pia, out, files)
        return
    reports = {"html": html, "pdf": pdf, "docx": docx, "xlsx": xlsx}
    wanted = {kind: path for kind, path in reports.items() if path is not None}
    _check_usage(files, wanted, out)
    assessed = [_assessed(path) for path in files or ()]
    write_whole({path: _rendered(kind, assessed[0]) for kind, path in wanted.items()})
    for path in wanted.values():
        say(f"Wrote {path}")
    _print(assessed, as_json=as_json, quiet=bool(wanted))
    if strict and any(one.problems for one in assessed):
        raise typer.Exit(1)


def _check_usage(files: list[Path] | None, wanted: dict[str, Path], out: Path | None) -> None:
    if not files:
        raise BadInputError("No file was named.", remedy="Try: knowshow assess examples/hiring-assistant.yaml")
    if wanted and len(files) > 1:
        raise BadInputError(
            "A report is made of one file at a time.", remedy="Name one file, or leave the report options out."
        )
    _check_places(files, list(wanted.values()))
    if out is not None:
        raise BadInputError("--out goes with --template, --import-xlsx or --import-pia.", remedy="Leave it out here.")


def _check_places(files: list[Path], targets: list[Path]) -> None:
    """Refuse reports that would replace each other or their source, and an option that was taken for a name."""
    if odd := next((path for path in targets if str(path).startswith("-")), None):
        raise BadInputError(
            f"{str(odd)!r} is no name of a file.", remedy="Write one behind each option: --pdf report.pdf"
        )
    places = [path.resolve() for path in targets]
    if len(set(places)) < len(places):
        raise BadInputError("Two reports would be written to the same file.", remedy="Give each its own name.")
    if lost := {path.resolve() for path in files}.intersection(places):
        raise BadInputError(f"The report would replace its own source, {lost.pop()}.", remedy="Give it another name.")


def _assessed(path: Path) -> Assessed:
    from knowshow.respect.rules import assessed

    return assessed.assess(_read(path))


def _read(path: Path) -> Assessment:
    from knowshow.respect.rules import reading
    from knowshow.yaml_tree import MAXIMUM_BYTES

    if str(path) == "-":
        return reading.read_bytes(sys.stdin.buffer.read(MAXIMUM_BYTES + 1), "standard input")
    if path.suffix.lower() == ".xlsx":
        from knowshow.respect.reports.workbook import read_xlsx

        return read_xlsx(path, str(path))
    return reading.read_file(path)


def _rendered(kind: str, assessed: Assessed) -> bytes:
    """Render one report; the renderers are imported here, since each is heavy."""
    today = datetime.now(UTC).astimezone().date()
    if kind == "html":
        from knowshow.respect.reports.html import render_html

        return render_html(assessed, today=today).encode()
    if kind == "pdf":
        from knowshow.respect.reports.pdf import render_pdf

        return render_pdf(assessed, today=today)
    if kind == "docx":
        from knowshow.respect.reports.word import render_docx

        return render_docx(assessed, today=today)
    from knowshow.respect.reports.workbook import render_xlsx

    return render_xlsx(assessed, today=today)


def _print(assessed: list[Assessed], *, as_json: bool, quiet: bool) -> None:
    if as_json:
        found = [one.as_json() for one in assessed]
        print_json(found[0] if len(found) == 1 else found)
    elif not quiet:
        from knowshow.cli.ranking import ranking_text

        sys.stdout.write("\n\n".join(ranking_text(one) for one in assessed) + "\n")


def _write_template(out: Path | None, files: list[Path] | None, imported: Path | None) -> None:
    from knowshow.respect.reports.workbook import template_xlsx

    if files or imported:
        raise BadInputError("--template takes no file.", remedy="Try: knowshow assess --template xlsx --out form.xlsx")
    if out is None:
        raise BadInputError("Where should the form go?", remedy="Add --out form.xlsx")
    if out.exists():
        raise BadInputError(
            "There is a file of this name.", place=Place(str(out)), remedy="Give the form another name."
        )
    write_whole({out: template_xlsx()})
    say(f"Wrote {out}")


def _write_imported(source: Path, out: Path | None, files: list[Path] | None) -> None:
    from knowshow.respect.reports.workbook import read_xlsx
    from knowshow.respect.rules.writing import as_yaml

    if files:
        raise BadInputError("--import-xlsx takes one workbook and no other file.", remedy="Leave the other out.")
    _write_yaml(as_yaml(read_xlsx(source, str(source))), source, out)


def _write_pia(source: Path, out: Path | None, files: list[Path] | None) -> None:
    from knowshow.respect.rules.pia import read_pia_file
    from knowshow.respect.rules.writing import as_yaml

    if files:
        raise BadInputError("--import-pia takes one PIA and no other file.", remedy="Leave the other out.")
    taken = read_pia_file(source)
    _write_yaml(_HEAD.format(to_do=taken.to_do) + as_yaml(taken.assessment), source, out)
    say(f"Left to do: {taken.to_do}")
    say("Until then 'knowshow assess' refuses the file, and the workspace takes it in as a draft (Import).")
    for remark in taken.left_out:
        say(f"Not taken over: {remark}")


#: Stands on top of the file, so that whoever opens it knows what to write.
_HEAD: Final = """\
# {to_do}
# In each impact: write the group ('knowshow canon list groups') and take the line 'who' away; then rate it.
#     ratings:
#       - {{group: CHI, scale: 3, scope: 2, irremediability: 3, likelihood: foreseeable, rationale: Why, and on what.}}
# CNIL's severity under other_methods is another scale: it says nothing about these three.
"""


def _write_yaml(text: str, source: Path, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    if out.resolve() == source.resolve():
        raise BadInputError(f"The file would replace its own source, {source}.", remedy="Give it another name.")
    write_whole({out: text.encode()})
    say(f"Wrote {out}")
