"""Editing a treatment's record. Readers see it as soon as it is saved, so it is never saved by itself."""

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.admin import messages
from wagtail.snippets.views.snippets import CreateView, EditView

from .changes import Standing
from .models import Treatment

NO_AUTOSAVE = "A treatment's record is saved by a person, never by itself."


class SavedByHand:
    """Wagtail would save half a second after the last key: half a sentence would be on every page."""

    overwrite_revision = None  # each save is a version of its own, in the history

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    def post(self, request, *args, **kwargs):
        if self.expects_json_response:
            return HttpResponse(NO_AUTOSAVE, status=400, content_type="text/plain")
        return super().post(request, *args, **kwargs)


class TreatmentCreateView(SavedByHand, CreateView):
    pass


class TreatmentEditView(SavedByHand, EditView):
    """One editor after the other: who comes later sees what the earlier one changed before putting theirs over it."""

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        # Whoever saves at the same moment waits here, and is then told.
        self.newest_id = (
            Treatment.objects.select_for_update().values_list("latest_revision", flat=True).get(pk=self.object_pk)
        )
        return super().post(request, *args, **kwargs)

    def is_valid(self, form):
        opened = self.request.POST.get("loaded_revision_id", "")
        if not self.locked_for_user and opened != str(self.newest_id or ""):
            form.is_valid()
            self.has_unsaved_changes = True
            self.tell_of_newer_version()
            self.produced_error_message = None
            return False
        return super().is_valid(form)

    def get_success_message(self):
        saved = super().get_success_message()
        if self.object.sent_back is None:
            return saved
        told = ngettext(
            "%(number)d published story that names it is to be looked at again.",
            "%(number)d published stories that name it are to be looked at again.",
            self.object.sent_back,
        )
        return f"{saved} {told % {'number': self.object.sent_back}}"

    @cached_property
    def newest(self):
        return self.object.revisions.filter(pk=self.newest_id).select_related("user").first()

    @cached_property
    def opened(self):
        pk = self.request.POST.get("loaded_revision_id", "")
        return self.object.revisions.filter(pk=pk).first() if pk.isdecimal() else None

    def tell_of_newer_version(self):
        """Say who changed what meanwhile. The form that goes out knows their version: to save again is a decision."""
        words = {
            "name": str(self.newest.user) if self.newest and self.newest.user else _("Somebody"),
            "time": self.saved_at,
            "changes": self.changes,
        }
        message = _(
            "%(name)s saved a newer version of this record on %(time)s, after you had opened it. They changed: "
            "%(changes)s. Nothing of yours was saved, and what you typed is still here. To put yours in the place of "
            "theirs, save again; theirs then stays in the history."
        )
        messages.error(self.request, message % words, buttons=self.compare_buttons)

    @property
    def saved_at(self):
        moment = self.newest.created_at if self.newest else timezone.now()
        return date_format(timezone.localtime(moment, timezone.get_default_timezone()), "DATETIME_FORMAT")

    @property
    def changes(self):
        """What the newer version changed of the one this form was made from, in words."""
        if not (self.opened and self.newest):
            return _("see the history")
        old, new = self.opened.as_object(), self.newest.as_object()
        changes = Standing.of(new).changes_since(Standing.of(old))
        for name, label in (("name", _("the name")), ("summary", _("the sentence")), ("volatility", _("the pace"))):
            if getattr(old, name) != getattr(new, name):
                changes.append(label)
        return get_text_list(changes, _("and")) if changes else _("something in the rows below")

    @property
    def compare_buttons(self):
        if not (self.opened and self.newest):
            return [messages.button(self.get_history_url(), _("See the history"), new_window=True)]
        url = reverse(self.revisions_compare_url_name, args=(self.object.pk, self.opened.pk, self.newest.pk))
        return [messages.button(url, _("See what changed"), new_window=True)]
