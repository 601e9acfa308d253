"""People who sit in a mechanism, with keys, and their clients; for tests of the workspace."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from knowshow.foundation import vault
from knowshow.foundation.models import Role
from knowshow.remedy.models import Mechanism, Seat, SeatRole
from knowshow.remedy.services import keys, lanes
from tests import make
from tests.page import PageClient

#: Of everybody here.
PASSPHRASE = "correct horse battery staple"


def mechanism(organisation, *, is_open=True, **facts):
    """A mechanism that takes reports."""
    return Mechanism.objects.create(organisation=organisation, name="Example mechanism", is_open=is_open, **facts)


def seat(of, user, role=SeatRole.HANDLER, **facts):
    """A seat of somebody; her first, and the public sees its label."""
    return Seat.objects.create(mechanism=of, user=user, role=role, label=f"{role} {user.pk}", **facts)


def seated(of, *roles, name="Hanna Handler", role=Role.OBSERVER, has_key=True):
    """A member with these seats and, unless said otherwise, a case key; her account needs no second factor."""
    user = make.member(of.organisation, role, name=name)
    user.is_demo = True
    user.save(update_fields=["is_demo"])
    for one in roles:
        seat(of, user, one)
    if has_key:
        _give_key(user, name)
    return user


def group_code(of):
    """The code of a group, made by somebody of the intake team."""
    user = Seat.objects.filter(mechanism=of, role=SeatRole.INTAKE).first().user
    until = timezone.localdate() + timedelta(days=30)
    return lanes.make_group_code(actor=user, mechanism=of, label="The village", expected=3, until=until).code


def _give_key(user, name):
    """Make her case key. Whoever has the same name has the same salt: what was derived from it is remembered."""
    salt = vault.digest(name.encode())[: vault.SALT_BYTES]
    with mock.patch.object(vault, "new_salt", return_value=salt):
        keys.make_keys(actor=user, passphrase=PASSPHRASE)


def opened(user):
    """A page client of somebody who has opened her cases."""
    page = PageClient(user)
    page.get("/remedy/open/?next=/remedy/mechanisms/").submit("Open my cases", passphrase=PASSPHRASE)
    return page


def receipt():
    """A receipt as the form carries it."""
    from knowshow.remedy.rules import receipts
    from knowshow.remedy.services.intake import Receipt

    drawn = receipts.new_receipt()
    return Receipt(drawn.reference, receipts.secret_bytes(drawn.words))


def words(text="They closed my account and nobody answers.", **facts):
    """A report in somebody's words."""
    from knowshow.remedy.services.intake import Report

    return Report(text=text, language="en", **facts)


def report(of, text="They closed my account and nobody answers.", *, is_draft=False, lane="ordinary", **facts):
    """A report that was received."""
    from knowshow.remedy.services import intake

    said = words(text, **facts)
    return intake.receive(mechanism=of, receipt=receipt(), report=said, is_draft=is_draft, lane=lane)
