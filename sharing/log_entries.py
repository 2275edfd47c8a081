"""What a page's history says of its preview links."""

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import LogFormatter

from articles.house_time import told


class PreviewLinkFormatter(LogFormatter):
    """`sentence` may name who the link is for and until when it opens."""

    sentence = ""

    def format_message(self, log_entry):
        data = log_entry.data
        return self.sentence % {"label": data["for"], "time": told(parse_datetime(data["until"]))}


def register_log_actions(actions):
    @actions.register_action("sharing.create")
    class Created(PreviewLinkFormatter):
        label = _("Make preview link")
        sentence = _("Preview link for %(label)s made, open until %(time)s")

        def format_comment(self, log_entry):
            return gettext("Shows one version only") if log_entry.data["revision"] else ""

    @actions.register_action("sharing.rotate")
    class Rotated(PreviewLinkFormatter):
        label = _("Replace address of preview link")
        sentence = _("Address of the preview link for %(label)s replaced, open until %(time)s")

    @actions.register_action("sharing.extend")
    class Extended(PreviewLinkFormatter):
        label = _("Extend preview link")
        sentence = _("Preview link for %(label)s extended until %(time)s")

    @actions.register_action("sharing.revoke")
    class Revoked(PreviewLinkFormatter):
        label = _("Revoke preview link")
        sentence = _("Preview link for %(label)s revoked")
