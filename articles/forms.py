from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminPageForm


class ArticleForm(WagtailAdminPageForm):
    """What must be known before a story is submitted or published. Drafts may leave it open."""

    def clean_go_live_at(self):
        go_live_at = self.cleaned_data["go_live_at"]
        if go_live_at and "go_live_at" in self.changed_data and go_live_at <= timezone.now():
            raise ValidationError(
                _("This time has passed. Choose a later one, or none to publish right after the approval.")
            )
        return go_live_at

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        photo = cleaned.get("hero_photo")
        if photo and not (cleaned.get("hero_alt_text") or photo.alt_text):
            self.add_error(
                "hero_alt_text", _("The hero photo has no alt text. Say here, or in the photo, what it shows.")
            )
        if photo and not (cleaned.get("hero_credit") or photo.credit):
            self.add_error("hero_credit", _("The hero photo has no credit. Say here, or in the photo, who made it."))
        return cleaned
