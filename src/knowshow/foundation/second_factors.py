"""How second factors are shown and named; the drawn code is one that a camera reads in the dark theme too."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from knowshow.foundation.models import User


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library is not typed
    """The library's behaviour, with a white ground under the code, and in our words."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not valid. Codes of an app change every 30 seconds; a recovery code works once."
        ),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  (the library's)
        """Name a security key until its owner does."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Security key {number}").format(number=number)

    def build_totp_svg(self, url: str) -> str:
        """Draw the address that an authenticator app scans."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()
