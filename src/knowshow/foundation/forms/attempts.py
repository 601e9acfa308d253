"""Ask a service for something, and say a refusal at the field that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from knowshow.errors import BadInputError, ConflictError, SealError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def attempt(
    form: Form, act: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result | None:
    """Call a service and return what it gives; nothing if it refused, which the form then says."""
    try:
        return act(*args, **kwargs)
    except BadInputError as error:
        field = error.place.field
        form.add_error(field if field in form.fields else None, f"{error.what} {error.remedy}".strip())
    except (ConflictError, SealError) as error:
        form.add_error(None, str(error))
    return None


def succeeds(form: Form, act: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs) -> bool:
    """Call a service as ``attempt`` does, and say only whether it was done."""
    return attempt(form, act, *args, **kwargs) is not None
