"""Readiness rules about the road of a story: that it has been past every desk, and past somebody else's eyes."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.models import Page, WorkflowState

from articles.aspects import hashes_of
from readiness.findings import Gap
from readiness.rules import rule

from .runs import latest_run, runs_for


def needs_sign_offs(page):
    """Whether the road of this page has desks. An alias shows what its original shows already."""
    if page.alias_of_id and Page.objects.filter(pk=page.alias_of_id, live=True).exists():
        return False
    parent_or_self = page if page.pk else page.get_parent() if page.path else None
    if parent_or_self is None or parent_or_self.get_workflow() is not None:
        return True
    return bool(page.pk and page.current_workflow_state)  # a workflow taken out of use still holds what it began


@rule("articles.BodyPage", listed=False)
def missing_sign_offs(page):
    """Every desk of a run has signed for exactly this version."""
    if not needs_sign_offs(page):
        return
    desks, is_under_way = None, False
    for run in runs_for(page) if page.pk else ():
        is_under_way = is_under_way or run.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
        lacking = [turn.desk_name for _stage, turns in run.unmet for turn in turns]
        if not lacking and run.workflow_state.status != WorkflowState.STATUS_NEEDS_CHANGES:
            return
        desks = desks or lacking
    digest = "".join(part[:6] for part in hashes_of(page).values())  # an override is for this version alone
    mend = _("Ask them to sign off.") if is_under_way else _("Submit the story to the desks.")
    if desks is None:
        yield Gap(_("No desk has signed off on this version."), mend, subject=digest)
    else:
        names = get_text_list(list(dict.fromkeys(desks)), _("and"))
        message = _("Not signed off for this version by: %(desks)s.") % {"desks": names}
        yield Gap(message, mend, subject=digest)


@rule("articles.BodyPage", listed=False)
def self_approval(page):
    """Neither the writer nor the last editor may be an approver of the same story."""
    run = latest_run(page) if page.pk else None
    if run is None:
        return
    for stage, turn, sign_off in run.counted_sign_offs:
        # Who edited last when it was given, not now: to take a later edit back makes nobody the writer of the rest.
        edited_by = () if stage.own_edits_count else sign_off.edited_by
        if sign_off.approver_id and sign_off.approver_id in run.writers.union(edited_by):
            yield Gap(
                _("%(name)s signed off for %(desk)s on their own work.")
                % {"name": sign_off.approver_name, "desk": turn.desk_name},
                _("Ask somebody else at the desk to sign off."),
                subject=f"sign-off-{sign_off.pk}",
            )
