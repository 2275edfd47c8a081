from django import forms
from django.utils.translation import gettext_lazy as _

from readiness.models import MINIMUM_REASON
from readiness.overrides import TOO_LITTLE


class AcceptForm(forms.Form):
    """Why a claim may stand as it is."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it may stand"),
        widget=forms.Textarea({"rows": 2}),
        min_length=MINIMUM_REASON,
        max_length=2000,
        error_messages={"required": TOO_LITTLE, "min_length": TOO_LITTLE},
    )
