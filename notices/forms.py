from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms.account import NotificationPreferencesForm

from .models import Event, NoticePreference, Webhook, new_secret

SHORTEST_SECRET = 20  # characters


class NoticePreferenceForm(forms.ModelForm):
    """Which letters a person wants. It holds for what still waits, too."""

    digest_hour = forms.TypedChoiceField(
        label=_("The daily e-mail comes at"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
    )

    class Meta:
        model = NoticePreference
        fields = ["waiting", "mine", "signed", "trouble", "digest_hour"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["digest_hour"].help_text = _("House time: %(zone)s. A day without news brings no e-mail.") % {
            "zone": settings.TIME_ZONE.replace("_", " ")
        }

    @transaction.atomic
    def save(self, commit=True):
        preference = super().save(commit)
        if commit and self.has_changed():
            preference.apply_to_waiting()
        return preference


class MarginNotesForm(NotificationPreferencesForm):
    """What is left of Wagtail's own form: it writes these letters itself, and ours do not say the same."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {name: field for name, field in self.fields.items() if name == "updated_comments_notifications"}
        for field in self.fields.values():
            field.label = _("Notes in the margin")
            field.help_text = _("An e-mail when notes are written, answered or settled in a story that you follow.")


class WebhookForm(forms.ModelForm):
    """The secret is shown while a webhook is made, and never again: afterwards it can only be replaced."""

    url = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("An https:// address on the public internet, as the other system gives it to you."),
    )
    events = forms.MultipleChoiceField(
        label=_("Tell it when"), choices=Event.to_choose(), widget=forms.CheckboxSelectMultiple
    )
    secret = forms.CharField(
        label=_("Secret"),
        min_length=SHORTEST_SECRET,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "events", "secret", "active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["secret"]
        if self.instance.pk:
            field.required = False
            self.initial["secret"] = ""
            field.help_text = _("Empty: the present one stays. Enter a new one to replace it at once.")
        else:
            self.initial["secret"] = new_secret()
            field.help_text = _(
                "Every message is signed with it. Give it to the other system now: it will not be shown again."
            )

    def clean_secret(self):
        return self.cleaned_data["secret"] or self.instance.secret
