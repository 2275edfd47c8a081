"""Counters after random operations by 8 writers at the same time

Every writer is a process with a connection of its own. Each knows what it was told had worked, so that afterwards the
database can be asked whether it is there.
"""

import io
import itertools
import multiprocessing
import time
import traceback
from collections import Counter

from django.core.management import CommandError, call_command
from django.db import connections

from accounts.roles import Role
from comments.conversations import StoryConversation
from comments.models import HelpfulVote, ModerationAction, ReaderComment
from tests import factories
from tests.crowd import BusyCrowd

from .figures import Figure

WRITERS = 8
OPERATIONS = 10_000
STORIES = 4
LONGEST = 1_800  # seconds


def figures(size):
    operations = max(WRITERS, int(OPERATIONS * size))
    stories = [factories.article() for _number in range(STORIES)]
    before = kept()
    connections.close_all()  # a connection is never shared with a process that was forked
    started = time.monotonic()
    with multiprocessing.get_context("fork").Pool(WRITERS) as pool:
        jobs = [(number, stories, operations // WRITERS) for number in range(WRITERS)]
        answers = pool.starmap_async(write, jobs).get(timeout=LONGEST)
    seconds = time.monotonic() - started
    told, faults = Counter(), []
    for done, mistakes in answers:
        told.update(done)  # not `+`, which drops what is not above nought
        faults += mistakes
    lost = {name: told[name] - number + before[name] for name, number in kept().items()}
    yield Figure(
        "operations by 8 writers", f"{OPERATIONS:,}", f"{operations // WRITERS * WRITERS:,} in {seconds:.0f} s"
    )
    yield Figure("comments, actions, votes kept", "", ", ".join(f"{number:,}" for number in kept().values()))
    yield Figure("deadlocks and other faults", "0", str(len(faults)) + "".join(sorted(set(faults))[:3]), not faults)
    yield Figure(
        "told as done and not kept, or the reverse", "0", str(sum(map(abs, lost.values()))), not any(lost.values())
    )
    yield Figure("drift: comments_recount --check", "0", *("0", True) if is_right() else ("wrong", False))
    yield altered("a story’s number altered by hand", StoryConversation.objects.order_by("pk"), "approved")
    yield altered("a comment’s number altered by hand", ReaderComment.objects.order_by("pk"), "helpful")


def kept():
    return {
        "comments": ReaderComment.objects.count(),
        "actions": ModerationAction.objects.count(),
        "votes": HelpfulVote.objects.count(),
    }


def write(number, stories, operations):
    """One writer's operations: what the house said was done, and what broke."""
    factories.number = itertools.count(
        next(factories.number) + 1_000_000 * (number + 1)
    )  # names and addresses of its own
    crowd = BusyCrowd(stories, factories.user(Role.COMMENT_MODERATOR), seed=number)
    faults = []
    for _operation in range(operations):
        try:
            crowd.step()
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is what is looked for here
            place = traceback.extract_tb(fault.__traceback__)[-1]
            faults.append(f"; {type(fault).__name__}: {str(fault).splitlines()[0][:80]} ({place.name})")
    connections.close_all()
    return crowd.done, faults


def is_right():
    """Whether `comments_recount --check` is content: it exits with 1 where it is not."""
    try:
        call_command("comments_recount", "--check", stdout=io.StringIO())
    except CommandError as error:
        if error.returncode != 1:
            raise
        return False
    return True


def altered(name, rows, field):
    """Change one number, ask the check, and mend it."""
    row = rows.first()
    rows.model.objects.filter(pk=row.pk).update(**{field: getattr(row, field) + 1})
    noticed = not is_right()
    call_command("comments_recount", stdout=io.StringIO())
    return Figure(name, "exit 1", f"exit {int(noticed)}", noticed and is_right())
