"""Set up a mechanism, change how it works, open and close it (GP 29, 31 a to c).

It is not opened before somebody can read a report, the trustees can recover it, and the public knows its clocks and
terms. A closed mechanism takes no new report; whoever has a receipt is still answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.db import transaction

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation import history
from knowshow.foundation.permissions import Permission, require
from knowshow.remedy.models import Mechanism
from knowshow.remedy.rules.clocks import ClockPolicy
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.questions import question_set
from knowshow.remedy.rules.working_days import Calendar
from knowshow.remedy.services import intake, notices_key
from knowshow.remedy.standing import require_administer

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation, User

#: The texts of a mechanism in one language.
TEXTS: Final = ("about", "terms", "spoken", "helplines")
LONGEST_TEXT: Final = 20_000
DEFAULT_QUESTIONS: Final = "general"
#: Least and most of what is a number.
_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "keep_days": (30, 3650),
    "draft_days": (7, 365),
    "slow_after": (10, 10_000),
}
_CHANGED: Final = (
    "name", "country", "weekend", "closed_days", "clocks", "languages", "products", "question_set", "exit_address",
    "keep_days", "draft_days", "slow_after", "asks_matching",
)  # fmt: skip
_LONGEST_NAME: Final = 200


@transaction.atomic
def make_mechanism(*, actor: User, organisation: Organisation, name: str) -> Mechanism:
    """Make a mechanism, closed until it is ready; the human rights lead does."""
    require(actor, Permission.MANAGE, organisation)
    mechanism = Mechanism.objects.create(
        organisation=organisation,
        name=_name(name),
        question_set=DEFAULT_QUESTIONS,
        notice_public=notices_key.notice_pair().public,
    )
    _note(actor, "made", mechanism)
    return mechanism


@transaction.atomic
def change_mechanism(*, actor: User, mechanism: Mechanism, **facts: Any) -> Mechanism:  # Any: each has its own type
    """Change how a mechanism works; only what is given changes."""
    require_administer(actor, mechanism)
    unknown = set(facts) - set(_CHANGED)
    if unknown:
        raise BadInputError(f"A mechanism has no {', '.join(sorted(unknown))}.")
    _hold(mechanism)
    for name, value in facts.items():
        setattr(mechanism, name, value)
    _check(mechanism, facts)
    if mechanism.is_open:
        _require_ready(mechanism)
    mechanism.save(update_fields=list(facts))
    _note(actor, "changed", mechanism, *facts)
    return mechanism


@transaction.atomic
def change_texts(*, actor: User, mechanism: Mechanism, language: str, texts: Mapping[str, str]) -> Mechanism:
    """Change what the public reads about the mechanism in one language."""
    require_administer(actor, mechanism)
    if language not in {one.code for one in languages()} or set(texts) - set(TEXTS):
        raise BadInputError("The portal has no such text.", place=Place(field="language"))
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise BadInputError(f"A text has at most {LONGEST_TEXT:,} characters.")
    _hold(mechanism)
    kept = {name: text.strip() for name, text in texts.items() if text.strip()}
    mechanism.texts = {**{code: said for code, said in mechanism.texts.items() if code != language}, language: kept}
    if mechanism.is_open:
        _require_ready(mechanism)
    mechanism.save(update_fields=["texts"])
    _note(actor, "changed", mechanism, f"texts.{language}")
    return mechanism


@transaction.atomic
def open_mechanism(*, actor: User, mechanism: Mechanism) -> Mechanism:
    """Take reports from now on; refused while something is missing that people would suffer from."""
    require_administer(actor, mechanism)
    _hold(mechanism)
    _require_ready(mechanism)
    if not mechanism.notice_public:
        mechanism.notice_public = notices_key.notice_pair().public
    mechanism.is_open = True
    mechanism.save(update_fields=["is_open", "notice_public"])
    _note(actor, "opened", mechanism)
    return mechanism


@transaction.atomic
def close_mechanism(*, actor: User, mechanism: Mechanism) -> Mechanism:
    """Take no new reports. Cases that are here go on, and receipts still open them."""
    require_administer(actor, mechanism)
    mechanism.is_open = False
    mechanism.save(update_fields=["is_open"])
    _note(actor, "closed", mechanism)
    return mechanism


def missing(mechanism: Mechanism) -> list[str]:
    """Return what a mechanism lacks before it may open, as codes (``_LACKING`` has them in words)."""
    lacks = {
        "intake_key": not intake.first_readers(mechanism, ()),
        "recovery_key": not mechanism.recovery_public,
        "clocks": not mechanism.clocks,
        "terms": not any(said.get("terms") for said in mechanism.texts.values()),
        "questions": not mechanism.question_set,
    }
    return [what for what, is_missing in lacks.items() if is_missing]


_LACKING: Final[Mapping[str, str]] = {
    "intake_key": "nobody with an intake seat has a case key",
    "recovery_key": "the trustees have no recovery key",
    "clocks": "its clocks are not set",
    "terms": "its terms are written in no language",
    "questions": "no questions are chosen",
}


def _require_ready(mechanism: Mechanism) -> None:
    if lacks := missing(mechanism):
        raise ConflictError(f"The mechanism cannot take reports: {'; '.join(_LACKING[one] for one in lacks)}.")


def _hold(mechanism: Mechanism) -> None:
    """See the mechanism as it is by now, and let nobody else change it meanwhile."""
    mechanism.refresh_from_db(from_queryset=Mechanism.objects.select_for_update(of=("self",)))


def _check(mechanism: Mechanism, facts: Mapping[str, object]) -> None:
    mechanism.name = _name(mechanism.name)
    _checked("clocks", ClockPolicy.of, mechanism.clocks)
    _checked("country", Calendar.of, mechanism.country, mechanism.weekend, mechanism.closed_days)
    if mechanism.question_set:
        _checked("question_set", question_set, mechanism.question_set)
    strange = set(mechanism.languages) - {one.code for one in languages()}
    if strange:
        raise BadInputError("The portal does not speak this language.", place=Place(field="languages"))
    for name in facts.keys() & _RANGES.keys():
        _check_range(name, getattr(mechanism, name))
    _check_products(mechanism.products)
    if mechanism.asks_matching and not mechanism.matching_public:
        raise BadInputError(
            "The trustees hold no matching key yet.", place=Place(field="asks_matching"), remedy="Make it first."
        )
    if urlsplit(mechanism.exit_address).scheme != "https":
        raise BadInputError("The address to leave to begins with https://.", place=Place(field="exit_address"))


def _checked(field: str, check: Callable[..., object], *given: object) -> None:
    """Ask a rule whether it can work with what was given; name the field where it cannot."""
    try:
        check(*given)
    except BadInputError as error:
        raise BadInputError(error.what, place=Place(field=field), remedy=error.remedy) from error


def _check_range(name: str, value: int) -> None:
    least, most = _RANGES[name]
    if not least <= value <= most:
        raise BadInputError(f"Choose from {least:,} to {most:,}.", place=Place(field=name))


def _check_products(products: Sequence[Mapping[str, str]]) -> None:
    keys = [one.get("key", "") for one in products]
    if len(set(keys)) != len(keys) or not all(one.get("key") and one.get("name") for one in products):
        raise BadInputError("Each product has a key of its own and a name.", place=Place(field="products"))


def _name(name: str) -> str:
    said = name.strip()
    if not said or len(said) > _LONGEST_NAME:
        raise BadInputError("Write the name by which the public knows it.", place=Place(field="name"))
    return said


def _note(actor: User, what: str, mechanism: Mechanism, *changed: str) -> None:
    history.record(
        actor=actor,
        action=f"remedy.mechanism.{what}",
        organisation=mechanism.organisation,
        subject=mechanism,
        changed=changed,
        to_the_day=True,
    )
