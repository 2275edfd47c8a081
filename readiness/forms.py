from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminAutoHeightTextInput

from .models import MINIMUM_REASON
from .overrides import TOO_LITTLE


class OverrideForm(forms.Form):
    """Which blockers may pass, and why. Whether they may is for readiness/overrides.py to say.

    Args:
        findings: the blockers that may be chosen.
    """

    reason = forms.CharField(
        label=_("Reason"),
        widget=AdminAutoHeightTextInput,
        min_length=MINIMUM_REASON,
        max_length=2000,
        error_messages={"required": TOO_LITTLE, "min_length": TOO_LITTLE},
        help_text=format_lazy(
            _("At least {number} characters. It stands in the page's history and in the report on overrides."),
            number=MINIMUM_REASON,
        ),
    )

    def __init__(self, findings, data=None):
        super().__init__(data)
        self.fields["keys"] = forms.MultipleChoiceField(
            label=_("What may pass"),
            choices=[(finding.key, finding.message) for finding in findings],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose what may pass."),
                "invalid_choice": _("The page has changed: what you chose no longer stands. Look at the list again."),
            },
        )
        self.order_fields(["keys", "reason"])
