"""A person's letters, on the page of their account in the admin."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.views.account import BaseSettingsPanel, NotificationsSettingsPanel, notifications_tab

from .forms import MarginNotesForm, NoticePreferenceForm
from .models import NoticePreference


class LettersPanel(BaseSettingsPanel):
    name = "letters"
    title = _("Letters about stories")
    tab = notifications_tab
    order = 100
    form_class = NoticePreferenceForm

    def get_form(self):
        posted = self.request.POST if self.request.method == "POST" else None
        return self.form_class(posted, instance=NoticePreference.of(self.user), prefix=self.name)


class MarginNotesPanel(NotificationsSettingsPanel):
    name = "margin"
    title = _("Notes in the margin")
    order = 200
    form_class = MarginNotesForm
