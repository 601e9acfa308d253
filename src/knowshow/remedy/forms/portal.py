"""What somebody has written so far, and how it travels: the portal has no sessions, so each page carries all of it.

A field of this form is posted from the page that shows it, and from hidden fields on every other page. So nothing has
to be remembered here, and nothing is lost on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from knowshow.errors import BadInputError, UnknownIdError
from knowshow.remedy.models import Standing
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.questions import Answer, QuestionSet, answers_from, as_fields, question_set, stored_set
from knowshow.remedy.rules.questions.answers import tidied
from knowshow.remedy.services.person import SAFE_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from knowshow.remedy.models import Mechanism

Fields = list[tuple[str, str]]
#: Names that can be given to be compared with those that others gave.
MOST_NAMES: Final = 10
CONSENTS: Final = ("ask", "handlers")
#: Questions of a set that say who writes; a set without them leaves it to the page "About you".
ASKS_STANDING: Final = "name"
ASKS_NEEDS: Final = "help"
_ON: Final = "yes"
#: Under this name her needs stand among the answers, where the questions do not ask for them.
_NEEDS: Final = "needs"
#: What a report does not hold as it was written: a draft keeps it, so that it comes back whole.
KEPT: Final = ("standing", "safe", "notices", "consent", "matching", "group", "product")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_MOST_CONCERNED: Final = 100
#: Choices, and what can be chosen.
_OFFERED: Final = {"safe": SAFE_ANSWERS, "standing": tuple(Standing.values), "consent": CONSENTS, "notices": (_ON,)}
_SINGLE: Final = (
    "text", "safe", "product", "standing", "name", "contact", "email", "notices", "consent", "needs", "matching",
    "group",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writing:
    """All that a person has written and chosen until now. Empty means: not said."""

    mechanism: str = ""
    reference: str = ""
    words: tuple[str, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)
    safe: str = ""
    product: str = ""
    #: The set in its version, such as ``general.v1``: answers are read with the version in which they were given.
    questions: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    standing: str = ""
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    notices: str = ""
    consent: str = ""
    needs: str = field(default="", repr=False)
    concerns: tuple[int, ...] = ()
    matching: str = field(default="", repr=False)
    group: str = field(default="", repr=False)

    @property
    def receipt(self) -> dict[str, str]:
        """The receipt that the report will have."""
        return {"reference": self.reference, "words": " ".join(self.words)}

    @property
    def asked(self) -> QuestionSet:
        """The questions that go with the answers."""
        return set_named(self.questions)

    @property
    def wants_notices(self) -> bool:
        """Whether she asked to be told by e-mail that there is something to read."""
        return self.notices == _ON

    @property
    def names(self) -> tuple[str, ...]:
        """Whom she named, one a line."""
        return tuple(line for one in self.matching.splitlines() if (line := " ".join(one.split())))[:MOST_NAMES]

    @property
    def told_standing(self) -> str:
        """Who writes, as far as she said so."""
        return self.standing or _standing(self.answers)

    def fields(self) -> Fields:
        """Everything as fields of a form, but for the receipt."""
        single = [(name, getattr(self, name)) for name in _SINGLE]
        pairs = [("to", self.mechanism), ("set", self.questions), *single, *as_fields(self.answers)]
        return [(name, value) for name, value in pairs if value] + [("concerns", str(one)) for one in self.concerns]


def blank(mechanism: Mechanism) -> Writing:
    """Return an empty form for a mechanism, with a new receipt."""
    return _with_receipt(Writing(mechanism=mechanism.code, questions=_newest(mechanism)))


def posted(data: QueryDict, mechanism: Mechanism) -> Writing:
    """Read what was posted. What has not the shape that our own pages give it is left out, never refused."""
    named = data.get("set", "")
    said = {name: _tidy(data.get(name, "")) for name in _SINGLE}
    for name, offered in _OFFERED.items():
        said[name] = said[name] if said[name] in offered else ""
    questions = named if _is_known(named) else _newest(mechanism)
    given = Writing(
        mechanism=mechanism.code,
        reference=data.get("reference", ""),
        words=tuple(data.get("words", "").split()),
        questions=questions,
        answers=_answers(set_named(questions), data),
        concerns=tuple(int(one) for one in data.getlist("concerns") if _NUMBER.fullmatch(one))[:_MOST_CONCERNED],
        **said,
    )
    return _with_receipt(given)


def begun_anew(writing: Writing) -> Writing:
    """Return the same as a report of its own: with another receipt, without what one mechanism alone can read."""
    return _with_receipt(replace(writing, reference="", words=(), product="", group=""))


def resumed(
    *,
    mechanism: Mechanism,
    reference: str,
    words: tuple[str, ...],
    content: Mapping[str, Any],
    identity: Mapping[str, Any],
    contact: Mapping[str, Any],
) -> Writing:
    """Return a draft as it stood when it was saved."""
    kept = content.get("kept", {})
    answers = dict(content.get("answers", {}))
    named = str(content.get("question_set", ""))
    return Writing(
        mechanism=mechanism.code,
        reference=reference,
        words=words,
        text=content.get("text", ""),
        questions=named if _is_known(named) else _newest(mechanism),
        needs=str(answers.pop(_NEEDS, "")),
        answers=answers,
        name=identity.get("name", ""),
        contact=contact.get("contact", ""),
        email=contact.get("email", ""),
        concerns=tuple(kept.get("concerns", ())),
        **{name: str(kept.get(name, "")) for name in KEPT},
    )


def set_named(name: str) -> QuestionSet:
    """Return a set in its version, such as ``general.v1``."""
    found = stored_set(name)
    if found is None:
        raise UnknownIdError("There is no such question set.")
    return found


def _newest(mechanism: Mechanism) -> str:
    found = question_set(mechanism.question_set or "general")
    return f"{found.id}.v{found.version}"


def _is_known(name: str) -> bool:
    return stored_set(name) is not None


def _answers(questions: QuestionSet, data: QueryDict) -> dict[str, Answer]:
    by_id = {question.id: question for question in questions.questions}
    kept = {}
    for id_, answer in answers_from(questions, data.getlist).items():
        try:
            tidied(by_id[id_], answer)
        except BadInputError:
            continue
        kept[id_] = answer
    return kept


def _tidy(text: str) -> str:
    """Browsers send each line break as two characters: one is kept, so that room is counted as a person would."""
    return text.replace("\r\n", "\n").replace("\0", "")


def _with_receipt(writing: Writing) -> Writing:
    """Keep the receipt that came with the form if it is one; or else make one."""
    try:
        receipts.secret_bytes(writing.words)
        return replace(writing, reference=receipts.reference_from(writing.reference))
    except BadInputError:
        made = receipts.new_receipt()
        return replace(writing, reference=made.reference, words=made.words)


#: What two questions of the general set say about who writes.
_BY_WRITING_FOR: Final = {
    "someone_asked": Standing.REPRESENTED,
    "someone_not_asked": Standing.REPRESENTED,
    "group_asked": Standing.GROUP,
    "group_not_asked": Standing.GROUP,
}


def _standing(answers: Mapping[str, Answer]) -> str:
    for_others = _BY_WRITING_FOR.get(str(answers.get("writing_for", "")))
    said = str(answers.get(ASKS_STANDING, ""))
    return for_others or (said if said in Standing.values else Standing.UNKNOWN)
