"""The ground of a decision or a measure, as moderators enter it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comments.forms import PlainTextField
from comments.measures import ReasonCode
from comments.statements import GROUNDS


class GroundForm(forms.Form):
    """The ground, the law where it is one, and the words to the author. A form that decides builds on it."""

    code = forms.ChoiceField(
        label=_("Ground"), choices=[("", pgettext_lazy("ground", "None")), *ReasonCode.choices], required=False
    )
    law = forms.CharField(
        label=_("Legal ground"),
        required=False,
        max_length=200,
        help_text=_("Only where the ground is the law: which law, and which article. The author reads it."),
    )
    told = PlainTextField(
        label=_("What the author reads"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In your own words, besides the sentence that belongs to the ground."),
    )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        is_illegal = data.get("code") == ReasonCode.ILLEGAL
        if is_illegal and not data.get("law"):
            # Digital Services Act, article 17(3)(d).
            self.add_error("law", ValidationError(gettext("Name the law: the author has a right to know which.")))
        if not is_illegal:
            data["law"] = ""
        return data


def numbered():
    """Each ground with the key that chooses it and the sentence that its author reads."""
    for number, code in enumerate(ReasonCode, start=1):
        yield str(number % 10), code, GROUNDS[code]
