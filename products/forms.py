from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from accounts.house_clock import today

from .models import HTTPS, Recall


class RecallForm(forms.ModelForm):
    address = forms.URLField(
        label=_("Address of the notice"),
        max_length=500,
        assume_scheme="https",
        validators=[HTTPS],
        help_text=_("Readers are led there."),
    )

    class Meta:
        model = Recall
        fields = ["reason", "recalled_on", "authority", "address"]
        widgets = {"reason": AdminAutoHeightTextInput, "recalled_on": AdminDateInput}

    def clean_recalled_on(self):
        if (day := self.cleaned_data["recalled_on"]) > today():
            raise ValidationError(_("This day is still to come."))
        return day


class LiftForm(forms.Form):
    lifted_because = forms.CharField(
        label=_("Why it no longer holds"),
        max_length=400,
        widget=AdminAutoHeightTextInput,
        help_text=_("For the desk: who has said so, and where. From then on cards show prices and shops again."),
    )
