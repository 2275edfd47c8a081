"""Who may write below a story, and what the others are told."""

from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.models import PageLogEntry

from accounts.models import RegistrationSettings

from .conversations import StoryConversation, WhoMayComment
from .models import CommentSettings


class Access(models.TextChoices):
    """What a person may do below a story."""

    WRITE = "write"
    WRITE_AS_GUEST = "write_as_guest"
    LOG_IN = "log_in"
    CLOSED_HERE = "closed_here"
    CLOSED_BY_AGE = "closed_by_age"
    CLOSED = "closed"
    RETRACTED = "retracted"


CLOSED = {Access.CLOSED_HERE, Access.CLOSED_BY_AGE, Access.CLOSED, Access.RETRACTED}


def access_to(article, user, settings=None, conversation=None) -> Access:
    """What `user` may do below `article`; what the caller has loaded already is not asked for again."""
    if article.retracted_at:  # the conversation below it was about what is gone
        return Access.RETRACTED
    settings = settings or CommentSettings.for_site(article.get_site())
    conversation = conversation or StoryConversation.of(article.pk)
    who = conversation.who_may_comment or settings.who_may_comment
    if who == WhoMayComment.NOBODY:
        return Access.CLOSED_HERE if conversation.who_may_comment else Access.CLOSED
    if conversation.is_closed:
        return Access.CLOSED_HERE
    if is_too_old(article, settings) and not conversation.stays_open:
        return Access.CLOSED_BY_AGE
    if user.is_authenticated:
        return Access.WRITE
    return Access.WRITE_AS_GUEST if who == WhoMayComment.CONFIRMED_EMAIL else Access.LOG_IN


def is_too_old(article, settings):
    """Whether the story was published too long ago for the settings."""
    if not settings.close_after_days or not article.first_published_at:
        return False
    return timezone.now() >= article.first_published_at + timedelta(days=settings.close_after_days)


def closing_of(article, access, settings, conversation):
    """Since when a story takes no comments: the day, and how many days after publication. Empty where nobody knows."""
    if access is Access.CLOSED_BY_AGE:
        days = settings.close_after_days
        return {"day": article.first_published_at + timedelta(days=days), "days": days}
    if access is Access.CLOSED_HERE:
        action = "comments.close" if conversation.is_closed else "comments.access"
        entries = PageLogEntry.objects.filter(page=article.pk, action=action)
        return {"day": entries.order_by("-timestamp").values_list("timestamp", flat=True).first()}
    return {}


def is_barred(measures) -> bool:
    """Whether what somebody is told of (statements.told_to) keeps them from writing."""
    return any(not measure.is_warning for measure, *_words in measures)


def is_staff(user) -> bool:
    """Whether the person works here: has a way into the admin."""
    return user.has_perm("wagtailadmin.access_admin")


def registration_is_open(request, settings=None) -> bool:
    """Whether readers can make an account; CommentSettings that were read already may know it."""
    known = settings.registration_open if settings else None
    return RegistrationSettings.for_request(request).registration_open if known is None else known


def notes_for_staff(request, settings):
    """What only staff read beside the comment box: which setting keeps readers from writing.

    Returns:
        A list of (sentence, label, address) triples; the address is empty where the person may not change the setting.
    """
    if not is_staff(request.user):
        return []
    notes = []
    if settings.who_may_comment == WhoMayComment.NOBODY:
        sentence = _("Nobody may comment at present. Only staff see this note.")
        notes.append((sentence, _("Change who may comment"), setting_address(request, settings)))
    elif settings.who_may_comment == WhoMayComment.REGISTERED and not registration_is_open(request, settings):
        registration = RegistrationSettings.for_request(request)
        sentence = _("Registration is closed, so new readers cannot comment. Only staff see this note.")
        notes.append((sentence, _("Open registration"), setting_address(request, registration)))
    return notes


def setting_address(request, setting):
    """Where the setting is changed, for those who may."""
    app_label, model_name = setting._meta.app_label, setting._meta.model_name
    if not request.user.has_perm(f"{app_label}.change_{model_name}"):
        return ""
    return reverse("wagtailsettings:edit", args=[app_label, model_name, setting.site_id])
