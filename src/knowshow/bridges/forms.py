"""The form that asks for a new look at a product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowshow.bridges import learning
from knowshow.respect.models import Product

if TYPE_CHECKING:
    from knowshow.remedy.models import SystemicIssue


class LookAgainForm(forms.Form):
    """Which product, why, and by when."""

    product = forms.ModelChoiceField(label=_("Product"), queryset=Product.objects.none())
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Those who do due diligence read this, and see no case. Write what people complain of, and how many."
            " Leave out names, and everything by which somebody can be recognised."
        ),
    )
    due = forms.DateField(label=_("By"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, issue: SystemicIssue, **kwargs: Any) -> None:  # Any: Django's arguments
        initial = {"product": learning.likely_product(issue), "due": learning.due_on(issue)}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["product"].queryset = learning.products_for(issue)  # type: ignore[attr-defined]  # a model choice
