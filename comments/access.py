"""Who may write below a story, and what the others are told."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import RegistrationSettings

from .models import CommentSettings, StoryConversation, WhoMayComment


class Access(models.TextChoices):
    """What a person may do below a story."""

    WRITE = "write"
    WRITE_AS_GUEST = "write_as_guest"
    LOG_IN = "log_in"
    CLOSED_HERE = "closed_here"
    CLOSED = "closed"


def access_to(article, user, settings=None, is_closed=None) -> Access:
    """What `user` may do below `article`; what the caller has loaded already is not asked for again."""
    settings = settings or CommentSettings.for_site(article.get_site())
    if settings.who_may_comment == WhoMayComment.NOBODY:
        return Access.CLOSED
    if is_closed is None:
        is_closed, _number = StoryConversation.objects.state_of(article.pk)
    if is_closed:
        return Access.CLOSED_HERE
    if user.is_authenticated:
        return Access.WRITE
    if settings.who_may_comment == WhoMayComment.CONFIRMED_EMAIL:
        return Access.WRITE_AS_GUEST
    return Access.LOG_IN


def is_staff(user) -> bool:
    """Whether the person works here: has a way into the admin."""
    return user.has_perm("wagtailadmin.access_admin")


def registration_is_open(request) -> bool:
    return RegistrationSettings.for_request(request).registration_open


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
    elif settings.who_may_comment == WhoMayComment.REGISTERED and not registration_is_open(request):
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
