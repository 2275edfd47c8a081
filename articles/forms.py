from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminPageForm


class ArticleForm(WagtailAdminPageForm):
    """What must be known before a story is submitted or published. Drafts may leave it open."""

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        photo = cleaned.get("hero_photo")
        if photo and not (cleaned.get("hero_alt_text") or photo.alt_text):
            self.add_error("hero_alt_text", _("The hero photo has no alt text. Say here, or in the photo, what it shows."))
        if photo and not (cleaned.get("hero_credit") or photo.credit):
            self.add_error("hero_credit", _("The hero photo has no credit. Say here, or in the photo, who made it."))
        return cleaned
