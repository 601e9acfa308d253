"""``knowshow canon``: list, show, check and export what the standards say (GP 12)."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowshow.cli.output import print_json, say, write_whole
from knowshow.errors import UnknownIdError

if TYPE_CHECKING:
    from knowshow.canon.records import Record

app = typer.Typer(help="List, show, check and export the standards.", no_args_is_help=True)


class Format(StrEnum):
    """Forms in which the canon leaves."""

    JSON = "json"
    CSV = "csv"
    SKOS = "skos"
    OSCAL_CATALOG = "oscal-catalog"
    OSCAL_MAPPING = "oscal-mapping"


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_records(
    collection: Annotated[str | None, typer.Argument(help="A collection; none: the collections themselves.")] = None,
    search: Annotated[str, typer.Option(help="Only records that hold this word.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the collections, or the records of one."""
    from knowshow import canon

    if collection is None and not search:
        _print_collections(as_json=as_json)
        return
    names = [collection] if collection else list(canon.collections())
    found = [record for name in names for record in canon.collection(name).values() if _holds(record, search)]
    if as_json:
        print_json([_plain(record) for record in found])
        return
    width = max((len(record.id) for record in found), default=0)
    for record in found:
        _write(_clipped(f"{record.id:<{width}}  {record.name}"))
    say(f"{len(found)} records")


@app.command("show")
def show_record(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Such as ungp:18, privacy, CHI or H-SOC-01.")],
    as_json: AsJson = False,
) -> None:
    """Show one record with its source, how sure we are of it, and what names it."""
    collection, record = _find(identifier)
    used_by = _used_by(collection, record.id)
    if as_json:
        print_json({**_plain(record), "collection": collection, "used_by": used_by})
        return
    for line in (*_record_lines(record), *_used_by_lines(used_by)):
        _write(line)


@app.command("check")
def check_canon(as_json: AsJson = False) -> None:
    """Follow every link and count every collection; exit 1 if something is wrong."""
    from knowshow.canon import checks

    report = checks.check()
    if as_json:
        print_json({"records": report.records, "problems": report.problems, "warnings": report.warnings})
    else:
        for finding in (*report.problems, *report.warnings):
            _write(str(finding))
        say(f"{report.records} records, {len(report.problems)} problems, {len(report.warnings)} warnings")
    if report.problems:
        raise typer.Exit(1)


@app.command("export")
def export_canon(
    form: Annotated[Format, typer.Option("--format", help="The form to write.")] = Format.JSON,
    out: Annotated[Path | None, typer.Option(metavar="F", help="The file to write; none: standard output.")] = None,
) -> None:
    """Write the canon for other programs."""
    from knowshow.canon.exports import FORMATS

    text = FORMATS[form]()
    if out is None:
        sys.stdout.write(text)
        return
    write_whole({out: text.encode()})
    say(f"Wrote {out}")


def _print_collections(*, as_json: bool) -> None:
    from knowshow import canon

    counts = {name: len(canon.collection(name)) for name in canon.collections()}
    if as_json:
        print_json({"release": canon.release, "collections": counts})
        return
    for name, count in counts.items():
        _write(f"{count:>4}  {name}")


def _find(identifier: str) -> tuple[str, Record]:
    """Find a record by its id, or by collection/id where several collections have one of that id."""
    from knowshow import canon

    every = [(name, record) for name in canon.collections() for record in canon.collection(name).values()]
    found = [(name, record) for name, record in every if identifier in {record.id, f"{name}/{record.id}"}]
    if found:
        _say_others(identifier, [name for name, _ in found[1:]])
        return found[0]
    near = canon.nearest(identifier, {record.id: record for _, record in reversed(every)})
    raise UnknownIdError(
        f"The canon has no record {identifier!r}.",
        remedy=f"Did you mean {near!r}?" if near else "See: knowshow canon list",
    )


def _say_others(identifier: str, others: list[str]) -> None:
    """Name the other records of the same id: GEN is a group and a technology."""
    for name in others:
        say(f"There is another {identifier}: knowshow canon show {name}/{identifier}")


def _used_by(collection: str, identifier: str) -> dict[str, list[str]]:
    """Follow the links back: which records of which collection name this one."""
    from knowshow.canon import links

    found: dict[str, list[str]] = {}
    for link in links.incoming(collection, identifier):
        found.setdefault(link.from_collection, []).append(link.from_id)
    return found


def _used_by_lines(used_by: dict[str, list[str]]) -> Iterator[str]:
    for name, keys in used_by.items():
        yield from textwrap.wrap(f"named by {name}: {', '.join(keys)}", _width(), subsequent_indent="  ")


def _holds(record: Record, word: str) -> bool:
    return word.casefold() in f"{record.id} {record.name} {record.text}".casefold()


def _plain(record: Record) -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(record)
    return {**plain, "verified": record.verified}


def _record_lines(record: Record) -> Iterator[str]:
    yield f"{record.id}  {record.name}"
    if record.text != record.name:
        yield from textwrap.wrap(record.text, _width())
    for name, value in _plain(record).items():
        if name not in {"id", "title", "text", "sources", "confidence", "verified"} and value not in ("", [], None):
            yield from textwrap.wrap(f"{name}: {_words(value)}", _width(), subsequent_indent="  ")
    yield f"confidence: {record.confidence} - {record.confidence.meaning}"
    for source in record.sources:
        parts = (source.document, source.locator, source.address, f"read on {source.read_on}" if source.read_on else "")
        yield from textwrap.wrap("source: " + ", ".join(filter(None, parts)), _width(), subsequent_indent="  ")


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_words(part) for part in value)
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return str(value)


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _clipped(line: str) -> str:
    """Keep a line within the terminal; a pipe gets it whole."""
    width = _width()
    return line if not sys.stdout.isatty() or len(line) <= width else f"{line[: width - 1]}…"


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
