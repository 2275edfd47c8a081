from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import LONGEST_CONFLICT, LONGEST_NOTE, LONGEST_REASON, ConflictAnswer, Scope


class SignForm(forms.Form):
    """What a reviewer says when they sign. Whether it is enough, signing.sign says."""

    scope = forms.ChoiceField(
        label=_("I have looked at"), choices=Scope.choices, initial=Scope.EVERYTHING, widget=forms.RadioSelect
    )
    conflict_answer = forms.ChoiceField(
        label=_("Conflict of interest"),
        choices=ConflictAnswer.choices,
        required=False,  # asked for in a sentence of its own
        widget=forms.RadioSelect,
    )
    conflict = forms.CharField(
        label=_("Which"),
        required=False,
        max_length=LONGEST_CONFLICT,
        help_text=_("Only where you declare one: with whom, since when, and whether you are paid."),
    )
    note = forms.CharField(
        label=pgettext_lazy("field", "Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For the desk. Readers never see it."),
    )
    # Which words were on the screen (contents.stamp_of): what has changed since then is not what they have read.
    seen = forms.CharField(widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    note = forms.CharField(
        label=_("What keeps you from signing"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class WithdrawForm(forms.Form):
    because = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For the story’s history. Readers never see it."),
    )
