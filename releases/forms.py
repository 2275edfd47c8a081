from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.images.widgets import AdminImageChooser

from photos.vocabulary import OVER, ReleaseState

from .models import AGREED, SCOPE, Release

TERMS = {*SCOPE, "name", "age_band", "guardian_name", "territory", "ends_on", "restrictions"}  # what they read

LONGEST_EVIDENCE = 20 * 2**20  # bytes; a scanned form
EVIDENCE = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}


class AnswerForm(forms.Form):
    """What the person shown decides on their page."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Typing it counts as your signature."),
    )


class ReleaseForm(WagtailAdminModelForm):
    """One person shown, as the photo desk keeps them."""

    class Meta:
        model = Release
        fields = [
            *("photo", "name", "email", "age_band", "guardian_name"),
            *SCOPE,
            *("territory", "ends_on", "restrictions", "state", "evidence"),
        ]
        # The form's own view hands the evidence out: no address leads to it.
        widgets = {"photo": AdminImageChooser, "ends_on": AdminDateInput, "evidence": forms.FileInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["photo"].disabled = True  # they agreed to this one

    def clean(self):
        """What they said stands: no older form puts another answer in its place, and other terms are asked for anew."""
        super().clean()
        cleaned = self.cleaned_data
        before, after = self.initial.get("state"), cleaned.get("state")
        if "evidence" in self.changed_data or not self.instance.pk:
            return cleaned
        if before in OVER and after not in OVER:
            self.add_error(
                "state", _("They do not agree. Send them the link again, or attach the form they have signed since.")
            )
        elif before == after and after in AGREED and TERMS & set(self.changed_data):
            cleaned["state"] = ReleaseState.REQUESTED
        return cleaned

    def clean_evidence(self):
        file = self.cleaned_data["evidence"]
        if file and "evidence" in self.changed_data:
            start = EVIDENCE.get("." + file.name.rpartition(".")[2].lower())
            if file.size > LONGEST_EVIDENCE or not start or not file.read(len(start)) == start:
                raise ValidationError(_("Choose a PDF, JPEG or PNG of up to 20 MB. Everything else here was kept."))
            file.seek(0)
        return file
