from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from accounts.house_clock import today
from people.vocabulary import LONGEST_REMARK, CheckKind, CredentialState

from .models import Outcome


class SettleForm(forms.Form):
    """What came of looking at stories again."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.OPEN],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=pgettext_lazy("field", "Note"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=AdminAutoHeightTextInput,
        help_text=_("Where a story may stand as it is, say why: readers may ask. It stays in the story’s history."),
    )


class CheckForm(forms.Form):
    """One thing that was done to make sure of a person.

    Args:
        kinds: the kinds of checks that whoever fills it in may record.
    """

    kind = forms.ChoiceField(label=_("What was checked"))
    where = forms.CharField(
        label=_("Where, or with whom"),
        max_length=LONGEST_REMARK,
        help_text=_("The address of the register, the number that was called, who answered. Never shown to readers."),
    )
    checked_on = forms.DateField(label=_("On"), initial=today, widget=AdminDateInput)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(one.value, one.label) for one in CheckKind if one in kinds]


class CredentialForm(forms.Form):
    """What was found out about a credential; `seen` is the stamp of what stood there when the screen was opened."""

    state = forms.ChoiceField(choices=CredentialState.choices)
    seen = forms.CharField(max_length=64)


class DoubtForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REMARK,
        widget=AdminAutoHeightTextInput,
        help_text=_("Colleagues and the writers of the stories read it. Readers do not."),
    )


class ClearUpForm(forms.Form):
    answer = forms.CharField(
        label=_("How it was cleared up"),
        max_length=LONGEST_REMARK,
        widget=AdminAutoHeightTextInput,
    )
