"""Builders of a small ranking: an index of two indicators, companies with a group and a service, answers.

Each calls the real services. `actor` is the organisation's human rights lead unless said otherwise.
"""

import copy
import itertools
import json

from knowshow.benchmarks.models import Answer, Company, CompanyContact, Edition, Entry, Feedback, Methodology, Source
from knowshow.benchmarks.services import answers, companies, contacts, editions, feedback, methodologies, sources
from knowshow.foundation.models import Organisation, User
from tests import make

_numbers = itertools.count(1)

#: Governance is asked of the group, privacy of each service; silence scores as a no and is none.
INDEX = {
    "knowshow": "methodology/1",
    "id": "small-index",
    "title": "A small index",
    "version": "1",
    "publisher": "The example institute",
    "licence": "CC BY 4.0",
    "scales": {
        "found": {
            "yes": 100,
            "partial": 50,
            "no": 0,
            "no disclosure found": 0,
            "unknown": {"state": "unknown"},
            "N/A": None,
        },
        "means": {"post": 20, "phone": 30},
    },
    "default_scale": "found",
    "roles": ["group", "service"],
    "composites": {"group": {"of": [{"role": "group"}]}, "services": {"of": [{"each": "service"}]}},
    "scopes": {"company": ["group"], "services": ["services"]},
    "ops": {"total": {"op": "mean", "over": "tops"}},
    "ranking": {"within": "all"},
    "nodes": [
        {"id": "G", "kind": "category", "title": "Governance"},
        {"id": "G1", "kind": "indicator", "parent": "G", "scope": "company", "title": "Commitment"},
        {"id": "G1.1", "parent": "G1", "title": "Is there a policy?"},
        {"id": "G1.2", "parent": "G1", "title": "Does the board oversee it?"},
        {"id": "P", "kind": "category", "title": "Privacy"},
        {"id": "P1", "kind": "indicator", "parent": "P", "scope": "services", "title": "Access"},
        {"id": "P1.1", "parent": "P1", "title": "Can people see their data?"},
        {"id": "P1.2", "parent": "P1", "title": "How?", "scale": "means", "choices": "many"},
        {"id": "P1.3", "parent": "P1", "title": "In the company's words", "is_text": True},
    ],
}


def index(**changes) -> dict:
    """The content of a methodology file."""
    return {**copy.deepcopy(INDEX), **changes}


def methodology(of: Organisation | None = None, *, actor: User | None = None, **changes) -> Methodology:
    """A published methodology."""
    of = of or make.organisation()
    actor = actor or make.lead_of(of)
    made = methodologies.import_methodology(actor=actor, organisation=of, content=index(**changes))
    if made.is_published:
        return made
    return methodologies.publish_methodology(actor=actor, methodology=made, revision=made.revision)


def company(of: Organisation | None = None, *, name: str = "", actor: User | None = None, **fields) -> Company:
    """A company with a group and one service."""
    of = of or make.organisation()
    actor = actor or make.lead_of(of)
    name = name or f"Company {next(_numbers)}"
    made = companies.add_company(actor=actor, organisation=of, **{"name": name, "company_type": "platform", **fields})
    companies.add_subject(actor=actor, company=made, name="Group", role="group")
    companies.add_subject(actor=actor, company=made, name="Search", role="service", service_class="search")
    return made


def edition(of: Organisation | None = None, *, actor: User | None = None, by: Methodology | None = None, **fields):
    """An edition in research, without companies yet."""
    of = of or (by.organisation if by else make.organisation())
    facts = {"title": f"Ranking {next(_numbers)}", "period": "2026", **fields}
    return editions.open_edition(
        actor=actor or make.lead_of(of), organisation=of, methodology=by or methodology(of), **facts
    )


def entry(of: Edition | None = None, *, about: Company | None = None, actor: User | None = None) -> Entry:
    """A company in an edition, in the step of data collection."""
    of = of or edition()
    about = about or company(of.organisation)
    actor = actor or make.lead_of(of.organisation)
    return editions.add_companies(actor=actor, edition=of, companies=[about])[0]


def part(of: Entry, name: str = "Group"):
    """A part of the company, by name."""
    return of.company.subjects.get(name=name)


def answer(of: Entry | None = None, node: str = "G1.1", label="yes", *, actor: User | None = None, **fields) -> Answer:
    """An answer, of the part that the question is asked of."""
    of = of or entry()
    name = "Group" if node.startswith("G") else "Search"
    facts = {"subject": part(of, name), "node": node, "label": label, **fields}
    return answers.give_answer(actor=actor or make.lead_of(of.edition.organisation), entry=of, **facts)


def answered(of: Entry | None = None, **labels) -> Entry:
    """An entry with every question answered, as `G1_1="no"`; otherwise with a yes."""
    of = of or entry()
    for node, usual in {"G1.1": "yes", "G1.2": "yes", "P1.1": "yes", "P1.2": ["post", "phone"]}.items():
        answer(of, node, labels.get(node.replace(".", "_"), usual))
    return of


def moved(of: Entry, to: str, *, reason: str = "For the test.", actor: User | None = None) -> Entry:
    """The entry, in another step."""
    actor = actor or make.lead_of(of.edition.organisation)
    of.refresh_from_db()
    return editions.move_step(actor=actor, entry=of, revision=of.revision, to=to, reason=reason)


def final(of: Entry | None = None, **labels) -> Entry:
    """An answered entry that is ready for publication."""
    return moved(answered(of, **labels), "final")


def source(of: Organisation | None = None, *, actor: User | None = None, **fields) -> Source:
    """A source with an address."""
    of = of or make.organisation()
    facts = {"title": "Privacy policy", "url": "https://example.org/privacy", **fields}
    return sources.add_source(actor=actor or make.lead_of(of), organisation=of, **facts)


def contact(of: Company | None = None, *, name: str = "Cora Contact", email: str = "") -> CompanyContact:
    """Somebody who speaks for a company, with a password."""
    of = of or company()
    made = contacts.invite_contact(
        actor=make.lead_of(of.organisation), company=of, email=email or f"cora.{next(_numbers)}@example.org", name=name
    )
    user = made.membership.user
    user.set_password("a pass phrase for tests")
    user.save(update_fields=["password"])
    return made


def remark(of: Entry | None = None, *, text: str = "This policy has been public since May.", **fields) -> Feedback:
    """Feedback of the company's contact, on the whole unless said otherwise."""
    of = of or moved(answered(), "company_feedback")
    found = of.company.contacts.first() or contact(of.company)
    return feedback.give_feedback(actor=found.membership.user, entry=of, text=text, **fields)


# ---- files -------------------------------------------------------------------------------------------------

SUBJECTS = """company,company_label,company_type,subject,role,service_class
acme,Acme,platform,Group,group,
acme,Acme,platform,Search,service,search
bolt,Bolt,telco,Group,group,
"""
ANSWERS = """company,subject,indicator,element,component,answer
acme,Group,G1,G1.1,,yes
acme,Group,G1,G1.2,,no
acme,Search,P1,P1.1,,no disclosure found
acme,Search,P1,P1.2,,post; phone
bolt,Group,G1,G1.1,,partial
"""


def folder(*, subjects: str = SUBJECTS, answers: str = ANSWERS, **changes) -> dict[str, bytes]:
    """The files of an index, as somebody brings them."""
    return {
        "methodology.json": json.dumps(index(**changes)).encode(),
        "subjects.csv": subjects.encode(),
        "answers.csv": answers.encode(),
    }
