"""The system's programs that some tests need: PostgreSQL, Chromium, LibreOffice, Pango, fonts, Poppler.

As root on Debian the missing ones are installed. Elsewhere each is named with what its absence skips.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass

from tools import postgres
from tools.environment import say


@dataclass(frozen=True, slots=True)
class Need:
    """Programs for one purpose: Debian's packages, what is skipped without them, and how to tell."""

    purpose: str
    packages: tuple[str, ...]
    skipped: str
    is_there: Callable[[], bool]


def _has(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


NEEDS = (
    Need("PostgreSQL 14 or newer", ("postgresql",), "the second run, on PostgreSQL", postgres.is_there),
    Need("Chromium", ("chromium",), "the journeys in a browser", _has("chromium", "chromium-browser")),
    Need(
        "LibreOffice Writer and Calc",
        ("libreoffice-writer-nogui", "libreoffice-calc-nogui"),
        "opening the Word and Excel reports as a reader would",
        _has("soffice", "libreoffice"),
    ),
    Need(
        "Pango",
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        "reports as PDF",
        lambda: bool(find_library("pango-1.0") and find_library("pangoft2-1.0")),
    ),
    Need(
        "fonts with Latin, Arabic and Chinese letters (Noto, Liberation)",
        ("fonts-noto-core", "fonts-noto-cjk", "fonts-liberation"),
        "nothing, but pages may show boxes for letters",
        lambda: "Noto" in _output("fc-list", ":lang=ar", "family") + _output("fc-list", ":lang=zh", "family"),
    ),
    Need("Poppler's tools", ("poppler-utils",), "looking into the PDF pages", _has("pdftotext")),
)


def install() -> None:
    """Install what is missing as root on Debian; elsewhere say what will be skipped, and how to get it."""
    if _is_root_on_debian():
        _install_packages([package for need in NEEDS for package in need.packages if not _is_installed(package)])
        return
    for need in NEEDS:
        if not need.is_there():
            way = " ".join(("On Debian: apt-get install", *need.packages))
            say(f"{need.purpose} is not here. Skipped: {need.skipped}. {way}")


def _is_root_on_debian() -> bool:
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    try:
        with open("/etc/os-release", encoding="utf-8") as file:  # noqa: PTH123 - a fixed address of the system
            return "ID=debian" in file.read().split()
    except OSError:
        return False


def _is_installed(package: str) -> bool:
    return "install ok installed" in _output("dpkg-query", "-W", "-f=${Status}", package)


def _install_packages(missing: list[str]) -> None:
    if not missing:
        return
    say(f"installing Debian's packages {' '.join(missing)} ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *missing])
    for step in steps:
        done = subprocess.run(["apt-get", *step], env=quiet, capture_output=True, text=True)
        if done.returncode:
            reason = next((line for line in done.stderr.splitlines() if line.startswith("E:")), "no reason was given")
            say(f"apt-get {step[0]} failed: {reason} The tests that need these packages will be skipped.")


def _output(*command: str) -> str:
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, capture_output=True, text=True).stdout
