from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.models import Page

from .citations import lost_photo_marks

# The first part of every address that cms/urls.py answers before the page tree; no dots, which a slug cannot have.
TAKEN_SLUGS = {
    "-",
    "_util",
    "accounts",
    "accuracy",
    "admin",
    "calendar",
    "comments",
    "corrections",
    "documents",
    "feeds",
    "glossary",
    "media",
    "oembed",
    "patterns",
    "preview",
    "release",
    "saved",
    "search",
    "shopping-list",
    "static",
}


class TopLevelForm(WagtailAdminPageForm):
    """A page directly below the home page, where Beauty Desk's own addresses are as well."""

    def clean(self):
        cleaned = super().clean()
        slug = cleaned.get("slug") or slugify(cleaned.get("title", ""))  # Wagtail makes one where none was typed
        if slug in TAKEN_SLUGS:
            message = _("The site itself uses the address “%(slug)s”, not this page. Choose another one.")
            self.add_error("slug", message % {"slug": slug})
        return cleaned


class ArticleForm(WagtailAdminPageForm):
    """Refuses what is wrong. What is missing keeps nobody from submitting (articles/rules.py tells it to the desks);
    only without a topic and a byline, no desk knows what it reads."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "topic" in self.fields:
            self.fields["topic"].required = True  # Wagtail lets drafts leave it open

    def clean_slug(self):
        """A story that readers have never had takes the next address that is free: two may share a headline."""
        slug = wanted = self.cleaned_data["slug"]
        number = 1
        while not (self.instance.first_published_at or Page._slug_is_available(slug, self.parent_page, self.instance)):
            number += 1
            slug = f"{wanted}-{number}"
        return slug

    def clean_dek(self):
        return " ".join(self.cleaned_data["dek"].split())  # one paragraph, however many lines the box has

    def clean_go_live_at(self):
        go_live_at = self.cleaned_data["go_live_at"]
        if go_live_at and "go_live_at" in self.changed_data and go_live_at <= timezone.now():
            raise ValidationError(
                _("This time has passed. Choose a later one, or none to publish right after the approval.")
            )
        return go_live_at

    def clean(self):
        cleaned = super().clean()
        self.refuse_wrong_parts()
        if not self.is_deferred_validation:
            self.refuse_lost_photo_marks(cleaned)
            self.refuse_empty_byline()
        return cleaned

    def signed_bylines(self):
        """The byline's forms in which somebody is chosen, each with that person."""
        forms = self.formsets["bylines"].forms if "bylines" in self.formsets else []  # an API may leave it out
        filled = [form for form in forms if form.is_valid() and form.cleaned_data.get("person")]
        return [(form, form.cleaned_data["person"]) for form in filled if not form.cleaned_data["DELETE"]]

    def refuse_wrong_parts(self):
        """Somebody may be chosen only for a part they play in the magazine; in a draft too, since it is no gap."""
        for form, person in self.signed_bylines():
            if not person.is_writer:
                form.add_error("person", _("%(name)s is not marked as a writer. Choose a writer.") % {"name": person})

    def refuse_empty_byline(self):
        # A minimum on the panel would refuse drafts as well: Wagtail lowers it after the forms are made.
        if "bylines" in self.formsets and not self.signed_bylines():
            self.formsets["bylines"].non_form_errors().append(_("Say who wrote the story: add at least one writer."))

    def refuse_lost_photo_marks(self, cleaned):
        if not (body := cleaned.get("body")):
            return
        message = _("Some words here point to a photo that does not stand in the story. Add it or remove the mark.")
        lost = lost_photo_marks(body, cleaned.get("hero_photo"))
        if errors := {index: ValidationError(message) for index, _child in lost}:
            self.add_error("body", StreamBlockValidationError(block_errors=errors))
