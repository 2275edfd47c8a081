import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.house_time import told
from articles.models import BodyPage

from .models import LONGEST_LABEL, LONGEST_TERM, USUAL_TERM

VERSIONS_OFFERED = 10
TERMS = [
    (1, _("1 day")),
    (3, _("3 days")),
    (USUAL_TERM.days, _("7 days")),
    (14, _("14 days")),
    (LONGEST_TERM.days, _("30 days, the most there is")),
]


class ShareForm(forms.Form):
    """What an editor decides about a new link."""

    label = forms.CharField(
        label=_("Who is it for?"),
        max_length=LONGEST_LABEL,
        help_text=_("A person or a company. They read this name above the draft."),
    )
    version = forms.ChoiceField(label=_("What it shows"), required=False)
    term = forms.TypedChoiceField(
        label=_("Open for"), choices=TERMS, initial=USUAL_TERM.days, coerce=lambda days: timedelta(days=int(days))
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        choices = [("", _("The newest draft, with every change as it is saved"))]
        if versions := self.versions():
            choices.append((_("One version, which stays as it is"), versions))
        self.fields["version"].choices = choices  # ty: ignore[missing-attribute] - it is a ChoiceField

    def versions(self):
        """The newest versions, as choices. Only those of stories are kept from autosave word for word."""
        if not isinstance(self.page, BodyPage):
            return []
        newest = self.page.revisions.defer("content").select_related("user").order_by("-created_at", "-pk")
        return [(str(revision.pk), described(revision)) for revision in newest[:VERSIONS_OFFERED]]

    def clean_version(self):
        """The revision chosen, or None to follow the draft."""
        number = self.cleaned_data["version"]
        if not number:
            return None
        revision = self.page.revisions.filter(pk=number).first()
        if revision is None:
            raise ValidationError(_("This version has just been cleared away. Choose another one."))
        return revision


class LinkForm(forms.Form):
    """Which link of the page an editor means, and which of its addresses they know of."""

    link = forms.IntegerField()
    seen = forms.IntegerField()

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page

    def clean_link(self):
        link = self.page.preview_links.filter(pk=self.cleaned_data["link"]).first()
        if link is None:
            raise ValidationError(_("This link is not in the list any more."))
        return link


def described(revision):
    time = told(revision.created_at)
    return _("%(time)s, saved by %(name)s") % {"time": time, "name": revision.user} if revision.user else time
