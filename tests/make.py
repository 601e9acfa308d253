"""Builders of test objects: plain functions with sensible defaults, which call the real services.

Each makes what it needs and is not given: `make.impact()` gives an impact of an assessment of a product of an
organisation. `actor` is the organisation's human rights lead unless said otherwise.
"""

import itertools
from dataclasses import dataclass
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from knowshow.foundation.models import Attachment, Membership, Organisation, Role, User
from knowshow.foundation.services import attachments
from knowshow.remedy.models import Case, Mechanism, SeatRole
from knowshow.remedy.rules import receipts
from knowshow.remedy.services import intake
from knowshow.remedy.standing import Person
from knowshow.respect.models import (
    Action,
    Approval,
    Assessment,
    Disagreement,
    Evidence,
    Impact,
    Override,
    Product,
    Rating,
    Version,
)
from knowshow.respect.rules import reading
from knowshow.respect.services import (
    actions,
    approvals,
    assessments,
    disagreements,
    files,
    impacts,
    overrides,
    products,
    ratings,
    versions,
)
from knowshow.respect.services import evidence as evidence_service
from tests.respect.rules.files import sound

#: Long enough for the rule that wants reasons.
RATIONALE = "Older applicants were passed over in the bias test of June, and nobody reads the ones ranked last."

_numbers = itertools.count(1)


# ---- the foundation ----------------------------------------------------------------------------------------


def organisation(name: str = "Example Company") -> Organisation:
    """An organisation without members."""
    return Organisation.objects.create(name=name)


def account(name: str = "", *, email: str = "", password: str | None = None, **fields) -> User:
    """An account of nobody's organisation; the password is that of `tests.people` unless said."""
    from tests.people import PASSWORD

    number = next(_numbers)
    name = name or f"Person {number}"
    email = email or f"{name.lower().replace(' ', '.')}.{number}@example.org"
    user = User.objects.create_user(email, name=name, **fields)
    user.password = _hashed(password or PASSWORD)
    user.save(update_fields=["password"])
    return user


@cache
def _hashed(password: str) -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(password)


def member(of: Organisation | None = None, role: str = Role.ASSESSOR, *, name: str = "", email: str = "") -> User:
    """The account of a new member."""
    user = account(name, email=email)
    Membership.objects.create(organisation=of or organisation(), user=user, role=role)
    return user


def lead_of(found: Organisation) -> User:
    """The organisation's human rights lead, made if there is none."""
    membership = found.memberships.filter(role=Role.LEAD).select_related("user").first()
    return membership.user if membership else member(found, Role.LEAD, name="Lena Lead")


def upload(name: str = "test-of-june.pdf", content: bytes = b"%PDF-1.4 not a real one") -> SimpleUploadedFile:
    """A file as a form hands it over."""
    return SimpleUploadedFile(name, content)


def attachment(of: Organisation | None = None, *, actor: User | None = None, **fields) -> Attachment:
    """A kept file."""
    of = of or organisation()
    return attachments.keep_file(actor=actor or lead_of(of), organisation=of, upload=upload(**fields))


# ---- due diligence -----------------------------------------------------------------------------------------


def product(of: Organisation | None = None, *, actor: User | None = None, **fields) -> Product:
    """A product in use."""
    of = of or organisation()
    facts = {
        "name": f"Hiring assistant {next(_numbers)}",
        "technologies": ["HR"],
        "lifecycle": "use",
        "countries": ["PL", "NO"],
    }
    return products.add_product(actor=actor or lead_of(of), organisation=of, **(facts | fields))


def assessment(
    of: Organisation | None = None, *, about: Product | None = None, actor: User | None = None, **fields
) -> Assessment:
    """A draft without impacts."""
    about = about or product(of, actor=actor)
    facts = {"title": f"Assessment {next(_numbers)}", "company": about.organisation.name}
    return assessments.start_assessment(actor=actor or lead_of(about.organisation), product=about, **(facts | fields))


def impact(of: Assessment | None = None, *, actor: User | None = None, **fields) -> Impact:
    """An unrated impact; its feature tells it apart from others."""
    of = of or assessment()
    facts = {"group": "OLD", "right": "work", "feature": f"ranking of applicants {next(_numbers)}", "place": "PL"}
    facts |= {"how": "old careers score low", "state": "potential"}
    return impacts.add_impact(actor=actor or lead_of(of.organisation), assessment=of, **(facts | fields))


def rating(of: Impact | None = None, *, actor: User | None = None, **fields) -> Rating:
    """A rating of the impact's own group: scale 3, scope 2, irremediability 2, foreseeable."""
    of = of or impact()
    facts = {"group": of.group, "scale": 3, "scope": 2, "irremediability": 2, "rationale": RATIONALE}
    facts["likelihood"] = "actual" if of.state == "actual" else "foreseeable"
    made = ratings.rate_impact(actor=actor or lead_of(of.organisation), impact=of, **(facts | fields))
    of.refresh_from_db()
    return made


def rated_impact(of: Assessment | None = None, *, actor: User | None = None, levels=(3, 2, 2), **fields) -> Impact:
    """An impact with one rating; `levels` are scale, scope and irremediability."""
    made = impact(of, actor=actor, **fields)
    rating(made, actor=actor, **dict(zip(("scale", "scope", "irremediability"), levels, strict=True)))
    return made


def evidence(of: Rating | None = None, *, actor: User | None = None, **fields) -> Evidence:
    """A link under a rating."""
    of = of or rating()
    facts = {"title": "Bias test, June 2026", "url": "https://example.org/bias-test"}
    return evidence_service.add_evidence(actor=actor or lead_of(of.impact.organisation), rating=of, **(facts | fields))


def disagreement(of: Impact | None = None, *, actor: User | None = None, **fields) -> Disagreement:
    """Two ratings of one group that differ, and somebody named to settle them."""
    of = of or impact()
    first = actor or lead_of(of.organisation)
    rating(of, actor=first)
    rating(of, actor=first, assessor_name="An outside expert", scale=4)
    facts = {"group": of.group, "resolver_name": "Head of research"}
    return disagreements.name_resolver(actor=first, impact=of, **(facts | fields))


def action(of: Impact | None = None, *, actor: User | None = None, **fields) -> Action:
    """A planned action without owner or day."""
    of = of or impact()
    facts = {"title": f"Retrain without career gaps {next(_numbers)}", "kind": "redesign"}
    return actions.add_action(actor=actor or lead_of(of.organisation), impact=of, **(facts | fields))


def override(of: Impact | None = None, *, actor: User | None = None, **fields) -> Override:
    """A proposal that waits for a second person."""
    of = of or rated_impact()
    facts = {"tier": 1 if of.tier != 1 else 2, "reason": "A second test in August found far fewer people concerned."}
    return overrides.propose_override(actor=actor or lead_of(of.organisation), impact=of, **(facts | fields))


def version(of: Assessment | None = None, *, actor: User | None = None, label: str = "") -> Version:
    """The content, frozen."""
    of = of or rated_impact().assessment
    return versions.freeze_version(actor=actor or lead_of(of.organisation), assessment=of, label=label)


def approval(of: Assessment | None = None, *, actor: User | None = None, label: str = "") -> Approval:
    """A request that waits for a reviewer."""
    of = of or rated_impact().assessment
    return approvals.request_approval(actor=actor or lead_of(of.organisation), assessment=of, label=label)


# ---- files ------------------------------------------------------------------------------------------------


def record(*replacements: tuple[str, str]):
    """The record of a sound assessment file of two impacts, with pairs of words exchanged."""
    return reading.read_bytes(sound(*replacements), "sound.yaml")


def imported(
    of: Organisation | None = None, *, actor: User | None = None, example: str = "", content=None
) -> Assessment:
    """An assessment taken in from a file."""
    of = of or organisation()
    return files.import_assessment(
        actor=actor or lead_of(of), organisation=of, record=content or record(), example=example
    )


# ---- grievances -------------------------------------------------------------------------------------------

#: Opens the cases of every member whom these builders give a case key.
PASSPHRASE = "correct horse battery staple"


def mechanism(of: Organisation | None = None, **facts) -> Mechanism:
    """A mechanism that takes reports: somebody sits at intake and has a case key."""
    from tests.remedy import seats

    given = {
        "name": "Example mechanism",
        "is_open": True,
        "question_set": "general",
        "texts": {"en": {"terms": "Free, and by choice."}},
    } | facts
    made = Mechanism.objects.create(organisation=of or organisation(), **given)
    seats.seated(made, SeatRole.INTAKE, name="Ines Intake")
    return made


@dataclass(frozen=True)
class Reported:
    """A report that was received, and the receipt that its person holds."""

    person: Person
    reference: str
    words: tuple[str, ...]

    @property
    def case(self) -> Case:
        return self.person.case

    @property
    def receipt(self) -> dict[str, str]:
        """The receipt as a form of the portal sends it."""
        return {"reference": self.reference, "words": " ".join(self.words)}


def report(of: Mechanism | None = None, *, is_draft: bool = False, **facts) -> Reported:
    """A report, received today."""
    receipt = receipts.new_receipt()
    given = {"text": "They closed my account and nobody tells me why.", "language": "en", "safe": "yes"} | facts
    received = intake.receive(
        mechanism=of or mechanism(),
        receipt=intake.Receipt(receipt.reference, receipts.secret_bytes(receipt.words)),
        report=intake.Report(**given),
        is_draft=is_draft,
    )
    return Reported(Person(received.case, received.keys), received.reference, receipt.words)
