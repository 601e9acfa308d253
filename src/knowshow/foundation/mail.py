"""The one message that we write ourselves: the link with which a new member sets a password."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from knowshow.foundation.models import Organisation, User


def send_link(*, to: User, address: str, organisation: Organisation) -> bool:
    """Send the link; false if this server sends no mail, or the mail server did not take it."""
    if not settings.EMAIL_HOST:
        return False
    facts = {"member": to, "address": address, "organisation": organisation}
    try:
        sent = send_mail(
            _("Set your password for Knowshow"),
            render_to_string("foundation/mail/link.txt", facts),
            None,
            [to.email],
        )
    except (OSError, smtplib.SMTPException):
        return False
    return bool(sent)
