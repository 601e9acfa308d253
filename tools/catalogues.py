"""The words of the portal in six languages: found in the code, kept as ``.po``, compiled to ``.mo`` beside it.

::

    python -m tools.catalogues write           take over what the code says now; what is new has no translation yet
    python -m tools.catalogues missing         print what has none, as JSON with an empty text for each language
    python -m tools.catalogues fill FILE       take the translations of such a file over
    python -m tools.catalogues check           say what is out of date or lacks a translation; exit 1 if anything does

`python3 dev.py docs` runs the first. The workspace stays English, so only files of the portal are read.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract

from tools.environment import ROOT, say

SOURCE: Final = ROOT / "src" / "knowshow"
FOLDER: Final = SOURCE / "ui" / "locale"

#: Every file whose words a page of the portal may show. A pattern that finds nothing is no error.
PORTAL: Final = (
    "project/portal/*.py",
    "ui/templates/ui/portal*.html",
    "ui/templates/ui/forms/**/*.html",
    *(
        f"ui/templates/ui/components/{name}.html"
        for name in (
            "callout", "crumbs", "empty", "error_summary", "facts", "field", "field_notes", "figure", "languages",
            "pagination", "progress", "requirement", "table", "tabs", "timeline", "unreviewed",
        )
    ),
    "ui/forms.py",
    "ui/sentences.py",
    "ui/templatetags/knowshow.py",
    "scoring/conditions.py",
    "scoring/explaining.py",
    "scoring/words.py",
    "benchmarks/selectors/differences.py",
    "benchmarks/selectors/portal.py",
    "benchmarks/selectors/published.py",
    "benchmarks/selectors/telling.py",
    "benchmarks/templates/benchmarks/_explanation.html",
    "benchmarks/templates/benchmarks/rankings/*.html",
    "benchmarks/templatetags/benchmarks.py",
    "benchmarks/views/portal/*.py",
    "remedy/floods.py",
    "remedy/forms/portal*.py",
    "remedy/models/choices.py",
    "remedy/services/_neutral.py",
    "remedy/forms/portal/**/*.py",
    "remedy/rules/**/*.py",
    *(
        f"remedy/selectors/{name}.py"
        for name in (
            "drafts", "person_entries", "person_page", "person_words", "portal", "public", "scorecards", "wording",
        )
    ),
    "remedy/templates/remedy/portal/**/*.html",
    "remedy/templatetags/*.py",
    "remedy/views/portal/**/*.py",
)  # fmt: skip

#: Each language: the name of its folder, and which of its forms goes with a number, as gettext writes that.
_TWO: Final = "nplurals=2; plural=(n != 1);"
PLURALS: Final = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": _TWO,
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "zh-hans": "nplurals=1; plural=0;",
}
_FOLDERS: Final = {"zh-hans": "zh_Hans"}

_ONE: Final = (1,)
_MANY: Final = (1, 2)
_IN_CONTEXT: Final = ((1, "c"), 2)
#: What marks words in code, and which of its arguments hold them.
_MARKS: Final[dict[str, Any]] = {  # Any: as Babel takes it
    **dict.fromkeys(("_", "_g", "gettext", "gettext_lazy", "gettext_noop", "say", "marked"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "forms"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _IN_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_NOTE: Final = """\
The portal of Knowshow in {name}. Made by `python3 dev.py docs`; the translations are kept.
Who has checked them stands in status.yaml."""
#: The same at each run, so that a catalogue changes only when its words do.
_DAY: Final = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
#: Parts that a translation must hold as they are: placeholders, and tags of HTML.
_KEPT: Final = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+[^>]*>")
#: The number that decides on a form: some languages say one and two in a word.
_NUMBER: Final = re.compile(r"count|counter|number|shown|figures|days|weeks")

#: Words as a catalogue keys them: what they belong to, for one, and for many.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """What one language has: a translation, or its forms, for each key."""

    code: str
    said: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)

    @property
    def forms(self) -> int:
        """How many forms go with a number."""
        found = re.match(r"nplurals=(\d)", PLURALS[self.code])
        return int(found.group(1)) if found else 0

    def missing(self, keys: Mapping[Key, object]) -> list[Key]:
        """Return what has no translation, or not every form of one."""
        return [key for key in keys if not self._is_whole(key)]

    def _is_whole(self, key: Key) -> bool:
        said = self.said.get(key, ())
        return len(said) == (self.forms if key[2] else 1) and all(said)


# ---- what the code says ------------------------------------------------------------------------------------


def files() -> list[Path]:
    """Return every file of the portal."""
    return sorted({path for pattern in PORTAL for path in SOURCE.glob(pattern)})


def found() -> dict[Key, list[str]]:
    """Return all words of the portal with the files that they stand in."""
    keys: dict[Key, list[str]] = {}
    for path in files():
        name = path.relative_to(SOURCE).as_posix()
        for key in _marked(path.read_text(encoding="utf-8"), is_template=path.suffix == ".html"):
            places = keys.setdefault(key, [])
            if name not in places:
                places.append(name)
    return dict(sorted(keys.items(), key=lambda entry: (entry[0][1], entry[0][0])))


def _marked(source: str, *, is_template: bool) -> Iterator[Key]:
    code = _as_code(source) if is_template else source
    for _line, words, _comments, context in extract("python", io.BytesIO(code.encode()), keywords=_MARKS):
        one, many = (words, "") if isinstance(words, str) else (words[0], words[1])
        if one:
            yield context or "", one, many or ""


def _as_code(template: str) -> str:
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(template).splitlines())


# ---- what is kept ------------------------------------------------------------------------------------------


def texts(code: str) -> Texts:
    """Return what a language's catalogue says."""
    path = _path(code, "po")
    if not path.exists():
        return Texts(code)
    with path.open("rb") as file:
        catalogue = pofile.read_po(file, locale=_locale(code))
    return Texts(code, {_key(message): _forms(message) for message in catalogue if message.id})


def _key(message: Message) -> Key:
    one, many = (message.id, "") if isinstance(message.id, str) else (message.id[0], message.id[1])
    return message.context or "", one, many


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _locale(code: str) -> str:
    return _FOLDERS.get(code, code)


def _path(code: str, kind: str) -> Path:
    return FOLDER / _locale(code) / "LC_MESSAGES" / f"django.{kind}"


def _catalogue(code: str, keys: Mapping[Key, list[str]], said: Texts) -> Catalog:
    catalogue = Catalog(
        locale=_locale(code), project="Knowshow", version="portal", charset="utf-8", fuzzy=False,
        creation_date=_DAY, revision_date=_DAY, last_translator="-", language_team="-", msgid_bugs_address="-",
        header_comment="\n".join(f"# {line}" for line in _NOTE.format(name=code).splitlines()),
    )  # fmt: skip
    for key, places in keys.items():
        context, one, many = key
        kept = said.said.get(key, ())
        string = (kept or ("",) * said.forms) if many else (kept[0] if kept else "")
        catalogue.add((one, many) if many else one, string, [(place, 0) for place in places], context=context or None)
    return catalogue


def made(code: str, keys: Mapping[Key, list[str]], said: Texts) -> dict[str, bytes]:
    """Return the two files of a language as they should be."""
    catalogue = _catalogue(code, keys, said)
    _set_plurals(catalogue, code)
    text, compiled = io.BytesIO(), io.BytesIO()
    pofile.write_po(text, catalogue, width=120, include_lineno=False)
    mofile.write_mo(compiled, catalogue)
    return {"po": text.getvalue(), "mo": compiled.getvalue()}


def _set_plurals(catalogue: Catalog, code: str) -> None:
    """Give a catalogue our own rule for plurals: Babel would write that of its own data, and has no other way in."""
    found_parts = re.fullmatch(r"nplurals=(\d); plural=(.+);", PLURALS[code])
    if found_parts is None:
        raise ValueError(f"The plurals of {code} are not written as gettext writes them.")
    vars(catalogue).update(_num_plurals=int(found_parts.group(1)), _plural_expr=found_parts.group(2))


def write() -> None:
    """Bring every catalogue up to date with the code. What the code no longer says is dropped."""
    keys = found()
    for code in PLURALS:
        _store(code, keys, texts(code))


def _store(code: str, keys: Mapping[Key, list[str]], said: Texts) -> None:
    for kind, content in made(code, keys, said).items():
        _path(code, kind).parent.mkdir(parents=True, exist_ok=True)
        _path(code, kind).write_bytes(content)


# ---- translating -------------------------------------------------------------------------------------------


def missing() -> list[dict[str, Any]]:
    """Return what lacks a translation, each with an empty text, or empty forms, for each language that lacks it."""
    keys = found()
    empty: dict[Key, dict[str, Any]] = {}
    for code in PLURALS:
        said = texts(code)
        for key in said.missing(keys):
            empty.setdefault(key, {})[code] = [""] * said.forms if key[2] else ""
    return [
        {"id": one, **({"plural": many} if many else {}), **({"context": context} if context else {}), **by_language}
        for (context, one, many), by_language in sorted(empty.items(), key=lambda entry: entry[0][1])
    ]


def fill(entries: list[dict[str, Any]]) -> None:
    """Take translations over. Entries for words that the code does not say are left out."""
    keys = found()
    for code in PLURALS:
        given = {
            (one.get("context", ""), one["id"], one.get("plural", "")): tuple(_listed(one[code]))
            for one in entries
            if one.get(code)
        }
        _store(code, keys, Texts(code, {**texts(code).said, **given}))


def _listed(said: str | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else said


# ---- checking ----------------------------------------------------------------------------------------------


def problems() -> Iterator[str]:
    """Yield what is out of date, lacks a translation, or lost a placeholder or tag on the way."""
    keys = found()
    for code in PLURALS:
        said = texts(code)
        for kind, content in made(code, keys, said).items():
            path = _path(code, kind)
            if not path.exists() or path.read_bytes() != content:
                yield f"{path.relative_to(ROOT).as_posix()} is out of date. Run: python3 dev.py docs"
        yield from (f"{code} has no translation of {key[1]!r}" for key in said.missing(keys))
        yield from (f"{code}: {told}" for key in keys for told in _lost(key, said.said.get(key, ())))


def _lost(key: Key, said: tuple[str, ...]) -> Iterator[str]:
    """Yield the translations that do not hold the parts of what they translate; a form may leave a number out."""
    wanted, numbers = set(_KEPT.findall(key[1])), set(_KEPT.findall(key[2]))
    for text in filter(None, said):
        held = set(_KEPT.findall(text))
        spoken = (wanted | numbers) if key[2] else wanted
        lacking = {part for part in spoken - held if not (key[2] and _NUMBER.search(part))}
        if held - spoken or lacking:
            yield f"{text!r} does not hold the same parts as {key[1]!r}"


def main(arguments: list[str]) -> int:
    """Do what the command line asks."""
    match arguments:
        case ["write"]:
            write()
        case ["missing"]:
            json.dump(missing(), sys.stdout, ensure_ascii=False, indent=1)
        case ["fill", name]:
            fill(json.loads(Path(name).read_text(encoding="utf-8")))
        case ["check"]:
            told = list(problems())
            for one in told:
                say(one)
            return int(bool(told))
        case _:
            say("There are: write, missing, fill FILE, check.")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
