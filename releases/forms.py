from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.images.widgets import AdminImageChooser

from .models import SCOPE, Release

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
        widgets = {"photo": AdminImageChooser, "ends_on": AdminDateInput}

    def clean_evidence(self):
        file = self.cleaned_data["evidence"]
        if file and "evidence" in self.changed_data:
            start = EVIDENCE.get("." + file.name.rpartition(".")[2].lower())
            if file.size > LONGEST_EVIDENCE or not start or not file.read(len(start)) == start:
                raise ValidationError(_("Choose a PDF, JPEG or PNG of up to 20 MB. Everything else here was kept."))
            file.seek(0)
        return file
