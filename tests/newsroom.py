"""What the desks do, for tests about something else: submit a story, sign it off, send it back."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from wagtail.models import Workflow

from accounts.roles import Role
from readiness.models import Report
from review import stages
from tests import factories

DESKS = {
    "Copy desk": Role.COPY_EDITOR,
    "Facts desk": Role.FACT_CHECKER,
    "Photo desk": Role.PHOTO_EDITOR,
    "Medical desk": Role.MEDICAL_REVIEWER,
    "Managing editors": Role.MANAGING_EDITOR,
}


def road():
    """The workflow that every story goes through."""
    return Workflow.objects.get(name="Story: desks side by side, then final approval")


def newest(story):
    """The story as its writer sees it, read anew."""
    return type(story).objects.get(pk=story.pk).get_latest_revision_as_object()


def submit(story, by=None):
    page = newest(story)
    with transaction.atomic():
        state = page.current_workflow_state
        if state:
            state.resume(by)
        else:
            page.get_workflow().start(page, by)


def act(story, action, by, **data):
    """Decide as somebody at a desk; raises what the engine raises."""
    task_state = type(story).objects.get(pk=story.pk).current_workflow_task_state
    task_state.task.specific.on_action(task_state, by, action, **data)


def sign(story, by, note=""):
    act(story, "approve", by, comment=note)


def send_back(story, by, note="Mend this.", to=None):
    act(story, "reject", by, comment=note, back_to=to)


def edit(story, by=None, **changes):
    """Save a new version."""
    page = newest(story)
    for name, value in changes.items():
        setattr(page, name, value)
    return page.save_revision(user=by)


def run(story):
    return stages.run_of(newest(story))


def waiting(story):
    """The names of the desks that are asked now, in order of the alphabet."""
    found = run(story)
    turns = [turn for stage in found.stages for turn in stage.turns.all()] if found else []
    return sorted(turn.desk_name for turn in turns if turn.status == "open")


def is_live(story):
    return type(story).objects.get(pk=story.pk).live


def sign_until(story, last):
    """Have desks sign, each by somebody who has not touched the story, until it waits for `last` alone."""
    for _round in DESKS:
        for desk in waiting(story):
            if desk != last:
                sign(story, factories.user(DESKS[desk]))
        if waiting(story) == [last]:
            return
    raise AssertionError(f"The story waits for {waiting(story)}.")


@contextmanager
def looked_at_again(story):
    """What is done within has the worker look at the findings of the story again."""
    Report.objects.update_or_create(page_id=story.pk, defaults={"checked_at": timezone.now()})
    yield
    assert Report.objects.get(page=story.pk).checked_at is None
