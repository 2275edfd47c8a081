"""What the newsroom's clock asks of a story before it may be public. Imported by PlanningConfig.ready()."""

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.house_time import told
from readiness.findings import Gap
from readiness.rules import NOBODY, rule

from .models import Plan


def goes_live_at(page):
    """When a version would be public if it were published now."""
    return max(timezone.now(), page.go_live_at or timezone.now())


@rule("articles.BodyPage", waiver=NOBODY)
def embargo(page):
    """Nothing is public before the time that was promised. Who may break the promise lifts the embargo."""
    plan = Plan.objects.filter(page=page.pk).first() if page.pk else None
    if plan and plan.under_embargo(goes_live_at(page)):
        yield Gap(
            _("The embargo agreed with %(whom)s ends on %(time)s.")
            % {"whom": plan.embargo_agreed_with, "time": told(plan.embargo_until)},
            _("Choose that time or a later one as the go-live date, or lift the embargo."),
            field="go_live_at",
        )


@rule("articles.BodyPage", waiver=NOBODY)
def end_before_beginning(page):
    """Wagtail would show the story, and take it down again when somebody looks at the clock the next time."""
    if page.expire_at and page.expire_at <= goes_live_at(page):
        yield Gap(
            _("The story would be over before it is public: its expiry date is %(time)s.")
            % {"time": told(page.expire_at)},
            _("Choose a later expiry date, or none."),
            field="expire_at",
        )
