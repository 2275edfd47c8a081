from django.conf import settings
from django.contrib.auth.models import Group
from django.forms import Script
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.ui.side_panels import BaseSidePanel

from .findings import Severity, fragment
from .models import Override
from .overrides import may_override, may_take_back


class ReadinessSidePanel(BaseSidePanel):
    """What keeps a page from being published, what else is amiss, and who let pass what.

    Args:
        report: a Report on the version that the editor shows.
    """

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle readiness")
        icon_name = "circle-check"

        @property
        def counter_classname(self):
            return self.panel.counter["counter_classname"]

        def get_context_data(self, parent_context):
            return super().get_context_data(parent_context) | self.panel.counter

    name = "readiness"
    title = gettext_lazy("Readiness")
    template_name = "readiness/admin/side_panel.html"
    order = 150

    class Media:
        js = [Script("readiness/js/jump.js", type="module")]
        css = {"all": ["readiness/css/readiness.css"]}

    def __init__(self, object, request, report):
        self.report = report
        super().__init__(object, request)

    @property
    def counter(self):
        """The number on the panel's button: blockers in red, and where there is none, everything else."""
        report = self.report
        return {
            "count": report.blockers or report.warnings + report.notes,
            "counter_classname": "w-bg-critical-200" if report.blockers else "",
        }

    def get_context_data(self, parent_context):
        page, user = self.object, self.request.user
        standing = [row for row in self.report.findings if not row["waived"]]
        listed = [row for row in standing if row["listed"]]
        waivers = waivers_of(listed)
        on_the_road = [row["message"] for row in standing if row["severity"] == Severity.BLOCKER and not row["listed"]]
        return super().get_context_data(parent_context) | {
            "report": self.report,
            "on_the_road": on_the_road,
            "groups": [
                (severity, [line(row, waivers) for row in listed if row["severity"] == severity])
                for severity in Severity
            ],
            "waivers_of_all": next(iter(waivers.values())) if len(waivers) == 1 else "",
            "may_override": page.pk
            and any(user.has_perm(permission) for permission in waiving(standing))
            and may_override(user, page),
            "overrides": overrides_of(page),
            "may_take_back": page.pk and may_take_back(user, page),
            "house_zone": settings.TIME_ZONE,
            "is_partial": parent_context.get("is_partial", False),
            **self.counter,
        }


def overrides_of(page):
    return Override.objects.filter(page_id=page.pk).for_panel() if page.pk else []


def line(row, waivers):
    """A finding as the panel shows it: with the way to its place, and who may waive it unless that is said of all."""
    shown = row | {"href": row.get("url") or fragment(row["anchor"])}
    if row["severity"] == Severity.BLOCKER and not row["waiver"]:
        shown["waivers"] = _("Nobody may waive this.")
    elif row["severity"] == Severity.BLOCKER and len(waivers) > 1:
        shown["waivers"] = waivers[row["waiver"]]
    return shown


def waiving(rows):
    """The permissions that let somebody waive one of these findings."""
    return {row["waiver"] for row in rows if row["severity"] == Severity.BLOCKER and row["waiver"]}


def waivers_of(rows):
    """Who may waive these findings: {permission: sentence}."""
    return {permission: sentence_on(permission) for permission in sorted(waiving(rows))}


def sentence_on(permission):
    app_label, codename = permission.split(".")
    groups = Group.objects.filter(permissions__content_type__app_label=app_label, permissions__codename=codename)
    names = list(groups.order_by("name").values_list("name", flat=True)) or [_("Administrators")]
    return _("May be waived by: %(names)s.") % {"names": get_text_list(names, _("or"))}
