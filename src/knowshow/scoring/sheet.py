"""The answers: companies with their subjects, and what was answered of each. Wrong rows are refused, not guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from knowshow.errors import BadInputError
from knowshow.scoring.methodology import Methodology
from knowshow.scoring.plan import Leaf, Plan

#: A label's code; several of them where several choices may be given.
Code = int | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked: a company as a whole, a part of it, one of its services."""

    key: str
    role: str = ""
    service_class: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """Who is scored."""

    key: str
    label: str = ""
    type: str = ""
    subjects: Sequence[Subject] = field(default=(Subject(""),))

    @property
    def name(self) -> str:
        """The name to show."""
        return self.label or self.key


class Sheet:
    """The answers of a set of companies to one methodology."""

    def __init__(self, methodology: Methodology, companies: Iterable[Company], *, plan: Plan | None = None) -> None:
        self.plan = plan or Plan(methodology)
        self.companies: dict[str, Company] = {}
        #: For each subject and component, the code of each leaf.
        self._cells: dict[tuple[str, str], dict[str, list[Code]]] = {}
        #: For each subject, the places of the leaves that it is not asked.
        self._unasked: dict[tuple[str, str], frozenset[int]] = {}
        for company in companies:
            self.add(company)

    @property
    def methodology(self) -> Methodology:
        """The methodology that is answered."""
        return self.plan.methodology

    def add(self, company: Company) -> None:
        """Take in a company. Refuses one that is there, a subject twice, or a role that the methodology has not."""
        if company.key in self.companies:
            raise BadInputError(f"The company {company.key!r} is there already.", remedy="Name each company once.")
        for subject in company.subjects:
            self._check(company, subject)
            self._cells[company.key, subject.key] = {}
            self._unasked[company.key, subject.key] = self.plan.unasked(subject.role)
        self.companies[company.key] = company

    def _check(self, company: Company, subject: Subject) -> None:
        if (company.key, subject.key) in self._cells:
            raise BadInputError(f"The subject {subject.key!r} of {company.key!r} stands twice.", remedy="Remove one.")
        roles = self.methodology.roles
        if roles and subject.role not in roles:
            raise BadInputError(
                f"The methodology has no role {subject.role!r}.", remedy=nearest(subject.role, roles, "Its roles")
            )

    # ---- answers in ----------------------------------------------------------------------------------------

    def give(self, company: str, subject: str, node: str, answer: str | Sequence[str], *, component: str = "") -> None:
        """Take in an answer: a label, or several.

        Raises ``BadInputError`` for a subject, node, component or label that is not there, naming the nearest, for a
        question that the subject is not asked, and for a second answer to the same.
        """
        cells = self._row(company, subject, component)
        leaf = self.plan.leaves.get(node) or self.leaf(node)
        if leaf.place in self._unasked[company, subject]:
            raise self._not_asked(company, subject, leaf)
        if leaf.components and component not in leaf.components:
            what = f"{node} is answered for parts, not for {component or 'the whole'!r}."
            raise BadInputError(what, remedy=nearest(component, leaf.components, "Its components"))
        if cells[leaf.place] != 0:
            what = f"{company}, {subject}, {node}" + (f", {component}" if component else "")
            raise BadInputError(f"There is an answer already: {what}.", remedy="Keep one of the two.")
        cells[leaf.place] = code_of(leaf, answer)

    def _row(self, company: str, subject: str, component: str) -> list[Code]:
        rows = self._cells.get((company, subject))
        if rows is None:
            raise self._unknown_subject(company, subject)
        if component not in rows:
            self._check_component(component)
            rows[component] = [0] * len(self.plan.leaves)
        return rows[component]

    def _check_component(self, component: str) -> None:
        known = self.methodology.components
        if component and component not in known:
            raise BadInputError(
                f"The methodology has no component {component!r}.", remedy=nearest(component, known, "Its components")
            )

    def _unknown_subject(self, company: str, subject: str) -> BadInputError:
        if company not in self.companies:
            return BadInputError(
                f"There is no company {company!r}.", remedy=nearest(company, self.companies, "The companies")
            )
        known = [one.key for one in self.companies[company].subjects]
        return BadInputError(f"{company} has no subject {subject!r}.", remedy=nearest(subject, known, "Its subjects"))

    def _not_asked(self, company: str, subject: str, leaf: Leaf) -> BadInputError:
        role = next(one.role for one in self.companies[company].subjects if one.key == subject)
        asked = [one for one in self.methodology.roles if leaf.place not in self.plan.unasked(one)]
        what = f"{leaf.node.id} is not asked of {subject or company!r}, whose role is {role!r}."
        return BadInputError(what, remedy=f"It is asked of: {', '.join(asked)}.")

    def leaf(self, node: str) -> Leaf:
        """Return a question by its id. Refuses one that the methodology does not ask, naming the nearest."""
        leaf = self.plan.leaves.get(node)
        if leaf is not None:
            return leaf
        if node in self.plan.nodes:
            raise BadInputError(f"{node!r} is not answered: it combines others.", remedy="Answer what stands below it.")
        raise BadInputError(
            f"The methodology does not ask {node!r}.", remedy=nearest(node, self.plan.leaves, "It asks")
        )

    # ---- answers out ---------------------------------------------------------------------------------------

    def components(self, company: str, subject: str) -> dict[str, list[Code]]:
        """Return the codes of all leaves by component; nothing where nobody has answered."""
        return self._cells[company, subject]

    def labels(self, company: str, subject: str, node: str, component: str | None = None) -> list[str]:
        """Return the labels given to a question; none where it is unanswered."""
        leaf = self.plan.leaves.get(node)
        if leaf is None:
            return []
        rows = self._cells[company, subject]
        for name, cells in rows.items():
            if component in {None, name} and cells[leaf.place]:
                return labels_of(leaf, cells[leaf.place])
        return []

    def __iter__(self) -> Iterator[tuple[str, str, str, str, list[str]]]:
        """Yield every answer: company, subject, node, component, labels."""
        leaves = list(self.plan.leaves.values())
        for (company, subject), rows in self._cells.items():
            for component, cells in rows.items():
                for leaf, code in zip(leaves, cells, strict=True):
                    if code:
                        yield company, subject, leaf.node.id, component, labels_of(leaf, code)


def labels_of(leaf: Leaf, code: Code) -> list[str]:
    """Return the labels behind a code."""
    labels = leaf.labels
    return [labels[one - 1] for one in (code if isinstance(code, tuple) else (code,)) if one]


def code_of(leaf: Leaf, answer: str | Sequence[str]) -> Code:
    """Return the code of an answer. Refuses a label that the scale has not, and several where one is asked."""
    if isinstance(answer, str):
        code = leaf.codes.get(answer)
        if code is None:
            raise _unknown_label(leaf, answer)
        return (code,) if leaf.node.choices == "many" else code
    if leaf.node.choices != "many" and len(answer) > 1:
        raise BadInputError(f"{leaf.node.id} takes one answer, not {len(answer)}.", remedy="Keep one.")
    codes = tuple(code_of(leaf, label) for label in dict.fromkeys(answer))
    flat = tuple(one for code in codes for one in (code if isinstance(code, tuple) else (code,)))
    return flat if leaf.node.choices == "many" else (flat[0] if flat else 0)


def _unknown_label(leaf: Leaf, answer: str) -> BadInputError:
    return BadInputError(f"{leaf.node.id} has no answer {answer!r}.", remedy=nearest(answer, leaf.codes, "Its answers"))


_SHOWN = 8


def nearest(word: str, known: Iterable[str], what: str) -> str:
    """Say what was perhaps meant, or what there is.

    >>> nearest("yess", ["yes", "no"], "Its answers")
    'Did you mean "yes"?'
    >>> nearest("maybe", ["yes", "no"], "Its answers")
    'Its answers: yes, no.'
    """
    words = list(known)
    folded = {one.casefold(): one for one in words}
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{folded[close[0]]}"?'
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return f"{what}: {', '.join(words[:_SHOWN])}{more}." if words else f"{what}: none."
