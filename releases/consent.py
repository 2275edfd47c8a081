"""Everything that changes a release. Each change is written down, and the photo follows in the same transaction."""

import hashlib
from uuid import uuid4

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.house_clock import today
from photos.models import Photo
from photos.private import delete_master
from photos.vocabulary import GRAVEST_FIRST, OVER, ReleaseState

from .letters import send_receipt, send_request, tell_desk
from .models import AGREED, Release, ReleaseRecord
from .withdrawal import take_back

Kind = ReleaseRecord.Kind


def connect():
    post_delete.connect(_release_deleted, sender=Release, dispatch_uid="releases.consent.deleted")
    post_save.connect(_photo_saved, sender=Photo, dispatch_uid="releases.consent.photo")


def _release_deleted(instance, origin, **kwargs):
    if instance.evidence:
        delete_master.enqueue(instance.evidence.name)
    if isinstance(origin, Release):  # else the photo goes, with all its releases
        settle(Photo.objects.get(pk=instance.photo_id))


def _photo_saved(instance, created, raw, **kwargs):
    """Whoever saves a photo, and however old their form is: the people shown decide. Another file is asked for anew."""
    if raw:
        return
    if created and instance.replaces_id:
        for release in Release.objects.filter(photo=instance.replaces_id):
            release.copied_from_id, release.pk, release._state.adding = release.pk, None, True
            release.photo, release.state = instance, ReleaseState.UNKNOWN
            release.evidence, release.link_key = "", uuid4()
            release.save()
    settle(instance)


def terms_of(release):
    """What the person is asked to agree to, in plain words. It is kept with their answer, word for word."""
    who = _("This is about a photo that shows me, %(name)s.") % {"name": release.name}
    if release.is_minor:
        who = _("This is about a photo that shows %(name)s, for whom I speak.") % {"name": release.name}
    uses = get_text_list([str(use) for use in release.uses], _("and"))
    sentences = [
        who,
        _("The magazine may show it for: %(uses)s.") % {"uses": uses},
        _("Where: %(place)s.") % {"place": release.territory or _("worldwide")},
        _("Until: %(day)s.") % {"day": release.ends_on.isoformat() if release.ends_on else _("I withdraw")},
        *([_("Besides: %(words)s") % {"words": release.restrictions}] if release.restrictions else []),
        _("I can withdraw at any time, without giving a reason, at the address of this page."),
        _("The photo then goes off every page at once."),
    ]
    return "\n".join(map(_ended_once, sentences))


def _ended_once(sentence):
    """Names and places may end in a full stop of their own (Nadia B.)."""
    return sentence[:-1] if sentence.endswith("..") and not sentence.endswith("...") else sentence


def hold(release):
    """Keep a release and its photo from others until the transaction ends, and read anew what was said by now.

    Whoever changes either takes the photo first. Returns the release.
    """
    photo = Photo.objects.select_for_update().get(pk=release.photo_id)
    release.refresh_from_db(from_queryset=Release.objects.select_for_update())
    release.photo = photo
    return release


@transaction.atomic
def ask(release, by):
    """Send the person shown the link to agree or decline. The letter belongs to the transaction.

    What they said before stands until they answer: asking again brings no photo back.
    """
    hold(release)
    state = ReleaseState.REQUESTED if release.state == ReleaseState.UNKNOWN else release.state
    _move(release, state, Kind.REQUESTED, by=by, terms=terms_of(release))
    send_request(release, by)


@transaction.atomic
def answer(release, *, agrees, typed_name, terms):
    """Keep what the person shown decided. A photo that was off its pages comes back only when the desk says so too.

    Args:
        terms: what they read; `terms_of` of the release as it was then.
    """
    hold(release)
    if not agrees and release.has_agreed:
        return withdraw(release, typed_name=typed_name)
    if not agrees:
        state = release.state if release.is_refused else ReleaseState.DECLINED
        return _move(release, state, Kind.DECLINED, typed_name=typed_name, terms=terms)
    if release.state in OVER:
        take_back(release.photo)
    state = ReleaseState.RESTRICTED if release.restrictions else ReleaseState.GRANTED
    _move(release, state, Kind.AGREED, typed_name=typed_name, terms=terms)
    send_receipt(release, terms)


@transaction.atomic
def withdraw(release, *, typed_name="", by=None):
    """The person shown no longer agrees: their photo leaves every surface before this returns, and so do the photos
    that took its place."""
    hold(release)
    _move(release, ReleaseState.WITHDRAWN, Kind.WITHDRAWN, typed_name=typed_name, by=by)
    for one in release.copies.exclude(state=ReleaseState.WITHDRAWN):
        withdraw(one, typed_name=typed_name, by=by)


@transaction.atomic
def renew_link(release, by):
    """Shut every link sent before: one may have gone to a wrong address. The new one goes to nobody by itself."""
    release.link_key = uuid4()
    release.save(update_fields=["link_key"])
    ReleaseRecord.objects.create(release=release, kind=Kind.NEW_LINK, by=by)


@transaction.atomic
def note(release, by, former_form="", former_state=ReleaseState.UNKNOWN):
    """Write down that the desk saved a release by hand, a signed form in its hand for example. Whoever withdrew by
    letter or telephone has withdrawn as by the link.

    Args:
        former_form: the stored name of the signed form before; it is deleted if another took its place.
        former_state: what they had said before.
    """
    if former_form and former_form != release.evidence.name:
        delete_master.enqueue(former_form)
    ReleaseRecord.objects.create(release=release, kind=Kind.NOTED, by=by, terms=terms_of(release))
    if release.state == ReleaseState.WITHDRAWN != former_state:
        release.state = former_state
        release.save(update_fields=["state"])
        return withdraw(release, by=by)
    hold(release)
    settle(release.photo)


def expire_all():
    """Note every release whose last day is over. Returns how many."""
    over = Release.objects.filter(state__in=AGREED, ends_on__lt=today())
    noted = 0
    for release in list(over):
        with transaction.atomic():
            hold(release)
            if over.filter(pk=release.pk).exists():  # nobody has withdrawn or got another day meanwhile
                _move(release, ReleaseState.EXPIRED, Kind.EXPIRED)
                noted += 1
    return noted


def settle(photo):
    """Let the photo say what the people shown said: of several states the gravest, and only those uses to which
    everybody agreed. Nobody listed: its state stays as noted."""
    releases = list(Release.objects.filter(photo=photo))
    states = {release.state for release in releases}
    said = {
        "release_state": next((state for state in GRAVEST_FIRST if state in states), photo.release_state),
        "not_for_social_media": not all(one.has_agreed and one.for_social_media for one in releases),
        "not_for_machine_learning": not all(one.has_agreed and one.for_machine_learning for one in releases),
    }
    if changed := [name for name, value in said.items() if getattr(photo, name) != value]:
        for name in changed:
            setattr(photo, name, said[name])
        photo.save(update_fields=changed)  # releases/withdrawal.py follows, and the sizes get another label


def _move(release, state, kind, **record):
    """Write down what was said of a release that is held."""
    photo = release.photo
    was, is_over = release.state, state in OVER
    release.state = state
    release.save(update_fields=["state"])
    said = ReleaseRecord.objects.create(release=release, kind=kind, image_hash=hash_of(photo), **record)
    settle(photo)
    if (is_over and state != was) or (was in OVER and not is_over) or said.has_another_name:
        tell_desk.enqueue(said.pk)


def hash_of(photo):
    """SHA-256 of the picture as the house shows it, in hexadecimal; empty if the file is lost."""
    try:
        with photo.file.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""
