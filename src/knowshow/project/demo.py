"""The demo: an embedded database of its own, the worked examples from published cases, people with a fresh password.

It lives in the folder ``demo`` inside the data folder and takes none of the operator's settings, so that it can never
touch the data of a real organisation.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from knowshow.errors import KnowshowError
from knowshow.project import environment, staging

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from knowshow.foundation.models import Organisation, User

FOLDER: Final = "demo"
#: Letters and digits that nobody takes for another.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_KEPT = (environment.LANGUAGE, environment.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo who can sign in."""

    name: str
    role: str
    email: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens the invented cases of the demo. It is the same at each start, and no secret."""

    passphrase: str
    reference: str
    words: str


def enter() -> Path:
    """Move into the demo's own folder, with settings of its own; return the folder. Comes before Django is loaded."""
    folder = environment.home() / FOLDER
    for variable in environment.VARIABLES:
        if variable not in _KEPT:
            os.environ.pop(variable.name, None)
    os.environ[environment.HOME.name] = str(folder)
    for names in (environment.HOSTS, environment.PORTAL_HOSTS):
        os.environ[names.name] = "localhost,127.0.0.1,[::1]"
    staging.finish(environment.home())
    return environment.home()


def new_password() -> str:
    """Return a password that can be read aloud: four groups of four signs.

    >>> len(new_password())
    19
    """
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def prepare(password: str, tell: Callable[[str], None]) -> list[Person]:
    """Make the people or give them their new password, and load the examples that are not there yet."""
    from knowshow.foundation.services import operators

    organisation, people = operators.open_demo(password=password)
    load_examples(people[0], organisation, tell)
    load_ranking(people[0], organisation, tell)
    load_mechanism(people, organisation, tell)
    return [Person(name, str(role.label), email) for role, name, email in operators.DEMO_PEOPLE]


def load_examples(lead: User, organisation: Organisation, tell: Callable[[str], None]) -> int:
    """Load each worked example once. One that is there already stays as it is, changed or put away."""
    from knowshow.respect.models import Assessment

    there = set(Assessment.objects.filter(organisation=organisation).values_list("example", flat=True))
    missing = [file for file in _examples() if _name(file) not in there]
    for number, file in enumerate(missing, start=1):
        tell(f"Loading worked example {number} of {len(missing)}: {_name(file)}")
        try:
            _load(file, lead, organisation)
        except KnowshowError as error:
            tell(f"The example {_name(file)} was left out: {error}")
    return len(missing)


def load_ranking(lead: User, organisation: Organisation, tell: Callable[[str], None]) -> int:
    """Load and publish the invented ranking once, both years; the worker draws its charts."""
    from knowshow.benchmarks.services import examples

    try:
        loaded = examples.load_example(actor=lead, organisation=organisation)
    except KnowshowError as error:
        tell(f"The invented example of a ranking was left out: {error}")
        return 0
    if loaded:
        tell("Loaded an invented example of a ranking; the portal shows it.")
    return loaded


def load_mechanism(people: Sequence[User], organisation: Organisation, tell: Callable[[str], None]) -> int:
    """Make the invented grievance mechanism once: open, with a team, and reports in every language of the portal."""
    from knowshow.remedy.services import examples

    try:
        loaded = examples.load_example(actor=people[0], organisation=organisation, people=people)
    except KnowshowError as error:
        tell(f"The invented example of a grievance mechanism was left out: {error}")
        return 0
    if loaded:
        tell("Loaded an invented example of a grievance mechanism; the portal takes reports.")
    return loaded


def opening() -> Opening:
    """Return what opens the invented cases: the team's passphrase, and the receipt of one person."""
    from knowshow.remedy.services import examples

    return Opening(examples.PASSPHRASE, examples.REFERENCE, " ".join(examples.WORDS))


def _load(file: Traversable, lead: User, organisation: Organisation) -> None:
    from knowshow.respect.rules import reading
    from knowshow.respect.services import files

    record = reading.read_bytes(file.read_bytes(), file.name)
    files.import_assessment(actor=lead, organisation=organisation, record=record, example=_name(file))


def _examples() -> list[Traversable]:
    folder = resources.files("knowshow.respect") / "examples"
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=_name)


def _name(file: Traversable) -> str:
    return file.name.removesuffix(".yaml")
