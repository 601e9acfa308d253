"""Hand out an attached file: to members of its organisation, to keep and never to run in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowshow.errors import OperationError
from knowshow.foundation.models import Attachment
from knowshow.foundation.permissions import Permission, may

if TYPE_CHECKING:
    from knowshow.foundation.models import User

#: Should a browser open the file in spite of all, it runs nothing and reaches nothing.
_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_safe
@login_required
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a file; for anybody else it does not exist."""
    found = Attachment.objects.select_related("organisation").filter(pk=pk).first()
    if found is None or not may(cast("User", request.user), Permission.VIEW, found.organisation):
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise OperationError(
            _("The file is named here, but it is not in the data folder. Ask whoever runs the server: a backup has it.")
        ) from error
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.media_type)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
