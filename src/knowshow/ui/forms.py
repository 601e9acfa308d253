"""Forms look and speak alike: any Django form renders with our components and needs no markup of its own.

Set `FORM_RENDERER = "knowshow.ui.forms.KnowshowRenderer"`. Then `{{ form }}` gives the error summary and all fields,
`{{ form.name.as_field_group }}` one field, `{{ form.name }}` the bare widget.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_OWN_TEMPLATES: Final = {
    "django/forms/widgets/radio.html": "ui/forms/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "ui/forms/widgets/choices.html",
}
_CLASSES: Final = {
    "django/forms/widgets/select.html": "select",
    "django/forms/widgets/textarea.html": "textarea",
}
#: Inputs that the browser draws as a box to write in.
_WRITTEN: Final = frozenset(
    {"text", "email", "url", "number", "date", "datetime-local", "time", "password", "search", "tel", "file"}
)


class KnowshowBoundField(BoundField):
    """A field that knows what its component asks."""

    @property
    def use_fieldset(self) -> bool:
        """Group what has several inputs; a file has one that people see, so it keeps its label."""
        return self.field.widget.use_fieldset and not isinstance(self.field.widget, forms.FileInput)

    @property
    def is_single_choice(self) -> bool:
        """Whether this is one check box, whose label follows it."""
        return type(self.field.widget) is forms.CheckboxInput

    @property
    def anchor(self) -> str:
        """The id to jump to from the error summary: the input, or the first of a group."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def requirement(self) -> str:
        """The word that marks the rarer kind of field in this form: required, or optional."""
        if isinstance(self.field.widget, forms.CheckboxInput):
            return ""
        visible = [field.field.required for field in self.form.visible_fields()]
        mostly_required = sum(visible) * 2 >= len(visible)
        if self.field.required == mostly_required:
            return ""
        return _("required") if self.field.required else _("optional")


class KnowshowRenderer(DjangoTemplates):
    """Render forms, fields and widgets with the components of `ui/templates/ui`."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = KnowshowBoundField

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> SafeString:
        """Render, dressing a widget on the way. `Any` is Django's own type of a context."""
        if "widget" in context:
            _dress(template_name, context["widget"])
            template_name = _OWN_TEMPLATES.get(template_name, template_name)
        return SafeString(super().render(template_name, dict(context), request))


def _dress(template_name: str, widget: dict[str, Any]) -> None:
    """Give a widget its class, unless the form has set one."""
    own = _CLASSES.get(template_name) or ("input" if widget.get("type") in _WRITTEN else "")
    if own and "class" not in widget["attrs"]:
        widget["attrs"] = {**widget["attrs"], "class": own}


@dataclass(frozen=True, slots=True)
class Explained:
    """A choice with a line of help beside it: `("unknown", Explained(_("Unknown"), _("Ranked as ...")))`."""

    text: StrOrPromise
    hint: StrOrPromise = ""

    def __str__(self) -> str:
        """Show the choice itself."""
        return str(self.text)


class FilterForm(forms.Form):
    """A form that narrows a list. The filters named in ``rare`` are folded away until one of them is used."""

    rare: ClassVar[tuple[str, ...]] = ()

    @property
    def usual_fields(self) -> list[BoundField]:
        """The filters that always show."""
        return [field for field in self.visible_fields() if field.name not in self.rare]

    @property
    def rare_fields(self) -> list[BoundField]:
        """The filters that are folded away."""
        return [field for field in self.visible_fields() if field.name in self.rare]

    @property
    def is_rare_used(self) -> bool:
        """Whether a folded filter narrows the list."""
        return any(self.data.get(self.add_prefix(name)) for name in self.rare)

    @property
    def is_used(self) -> bool:
        """Whether any filter was set."""
        return any(self.data.get(field.html_name) for field in self)


class Filters(FilterForm):
    """A GET form whose fields are all optional; what it does not know is ignored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        for field in self.fields.values():
            field.required = False

    def said(self) -> dict[str, Any]:  # Any: each field has its own type
        """Return the fields that hold a known value; the rest keeps its default."""
        self.is_valid()
        self._errors = ErrorDict()  # what is not known narrows nothing, and is not spoken of
        return {name: value for name, value in self.cleaned_data.items() if value}


class RatingCards(forms.RadioSelect):
    """Four cards with the text of the scale on each: give choices as (1, text of level 1) to (4, ...)."""

    template_name = "ui/forms/widgets/rating.html"
