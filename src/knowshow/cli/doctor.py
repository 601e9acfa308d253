"""``knowshow doctor``: look whether this installation is sound."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from knowshow.cli.output import print_json, say

if TYPE_CHECKING:
    from knowshow.project.diagnosis import Finding

_COLOURS = {"ok": "32", "warning": "33", "problem": "31"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> None:
    """Look whether this installation is sound. Exit 1 if there is a problem; each comes with what to do."""
    from knowshow.project import diagnosis

    findings = list(diagnosis.examine())
    if as_json:
        print_json([msgspec.to_builtins(one) for one in findings])
    else:
        for one in findings:
            sys.stdout.write(_line(one))
        say(_summary(findings))
    if any(one.state == diagnosis.State.PROBLEM for one in findings):
        raise typer.Exit(1)


def _line(finding: Finding) -> str:
    state = f"{finding.state:<8}"
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        state = f"\x1b[{_COLOURS[finding.state]}m{state}\x1b[0m"
    remedy = f"\n{'':<25}{finding.remedy}" if finding.remedy else ""
    saw = finding.saw.replace("\n", f"\n{'':<25}")
    return f"{state} {finding.check:<15} {saw}{remedy}\n"


def _summary(findings: list[Finding]) -> str:
    problems, warnings = (sum(one.state == state for one in findings) for state in ("problem", "warning"))
    if not problems and not warnings:
        return "All is well."
    return f"Problems: {problems}. Warnings: {warnings}."
