from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import Frequency


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one you gave when you wrote your comments."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class FrequencyForm(forms.Form):
    replies = forms.ChoiceField(
        label=_("When somebody answers you"), choices=Frequency.choices, widget=forms.RadioSelect
    )


class CloseAccountForm(forms.Form):
    KEEP, ERASE = "keep", "erase"

    comments = forms.ChoiceField(
        label=_("What becomes of your comments"),
        choices=[
            (KEEP, _("They stay, under “A former reader”")),
            (ERASE, _("They are erased as well; what others answered stays")),
        ],
        widget=forms.RadioSelect,
    )
