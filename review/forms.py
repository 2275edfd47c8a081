from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DecisionForm(forms.Form):
    """What somebody says when they sign off."""

    comment = forms.CharField(label=pgettext_lazy("field", "Note"), required=False, widget=forms.Textarea({"rows": 3}))
    # Which version was on the screen (Run.stamp): what has changed since then is not what they have read.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SendBackForm(DecisionForm):
    """What must change, and who takes it up."""

    comment = forms.CharField(
        label=_("What must change"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Notes beside a passage, made in the editor, go along."),
    )
    back_to = forms.TypedChoiceField(
        label=_("Back to"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("The writer"))],
    )

    def __init__(self, *args, earlier_stages=(), **kwargs):
        super().__init__(*args, **kwargs)
        back_to: Any = self.fields["back_to"]
        if not earlier_stages:  # the writer is the only choice
            back_to.widget = forms.HiddenInput()
        back_to.choices += [(stage.position, stage.name) for stage in earlier_stages]
