"""The one place that writes notices. They become letters in notices/letters.py."""

from datetime import timedelta

from django.utils import timezone

from .models import Frequency, Kind, Notice, NoticePreference

# An edit can make several sign-offs fall, and autosave brings one edit in many pieces: such news waits until the story
# has rested this long, but no longer than the second of the two.
REST = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
AFTER_EDITS = {Kind.FELL_AWAY, Kind.ASKED_AGAIN}

ASKING = {Kind.ASKED, Kind.ASKED_AGAIN, Kind.ASSIGNED}

LONGEST_NOTE = 5000  # characters; a letter is no place for more


def tell(people, kind, page, *, by, key, turn=None, **data):
    """Write a notice for each of these people, as each of them likes it. Two queries, however many people.

    Args:
        people: users; `by` is left out, since nobody needs to be told of what they did themselves.
        kind: a Kind.
        by: the user who did it, or None for the system.
        key: the same for everything that one notice is enough for; a notice that still waits is brought up to date.
        turn: the Turn that the notice is about, if it is about one.
        data: what the sentences in notices/wording.py need.
    """
    now = timezone.now()
    data = {"by": str(by) if by else ""} | data
    if "note" in data:
        data["note"] = (data["note"] or "").strip()[:LONGEST_NOTE]
    chosen = {person.pk: NoticePreference.of(person) for person in people if person != by}
    notices = [
        Notice(
            recipient_id=pk,
            page_id=page.pk,
            turn=turn,
            kind=kind,
            key=key,
            data=data,
            created_at=now,
            send_after=send_after(preference, kind, now),
            in_digest=preference.frequency_of(kind) == Frequency.DIGEST,
        )
        for pk, preference in chosen.items()
        if preference.frequency_of(kind) != Frequency.NONE
    ]
    if turn and kind in ASKING:
        # It comes again before anybody has heard that it went.
        Notice.objects.waiting().filter(page=page.pk, data__desk=turn.desk_name, kind=Kind.CANCELLED).delete()
    if notices:
        Notice.objects.waiting().filter(key=key, recipient__in=chosen).update(kind=kind, data=data)
        # A notice that waits already, or that another worker is writing now, is one enough.
        Notice.objects.bulk_create(notices, ignore_conflicts=True)


def send_after(preference, kind, now):
    if preference.frequency_of(kind) == Frequency.DIGEST:
        return preference.next_digest(now)
    return now + REST if kind in AFTER_EDITS else now
