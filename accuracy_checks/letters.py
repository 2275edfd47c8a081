"""The letters to a source, and the one to the desk when they have answered. Each belongs to the running transaction."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.contrib.settings.context_processors import SettingProxy
from wagtail.models import Site

from notices.addresses import in_admin
from notices.mail import compose, in_language_of

from .links import path_of
from .models import AccuracyPolicy, Policy


def send_request(check):
    with in_language_of():  # of the magazine
        _write(check, _("Is this accurate? Your words in %(site)s"), "accuracy_checks/emails/request")


def send_reminder(check):
    with in_language_of():
        _write(check, _("A reminder: is this accurate? Your words in %(site)s"), "accuracy_checks/emails/reminder")


def _write(check, subject, template):
    site = Site.objects.get(is_default_site=True)
    magazine = SettingProxy(site)["home"]["MagazineSettings"].name
    # What a story is called says what it says; only who sees the paragraphs around their words is told.
    headline = check.story.title if AccuracyPolicy.of_the_house().policy == Policy.FULL else ""
    context = {
        "check": check,
        "magazine": magazine,
        "headline": headline,
        "told_about": told_about(check.story),
        "link": site.root_url + path_of(check),
    }
    headers = {"Reply_To": check.asked_by.email} if check.asked_by and check.asked_by.email else {}
    compose(check.email, subject % {"site": magazine}, template, context, **headers).send()


def told_about(story):
    """Who writes a story, and for which topic: enough for a source to know which talk is meant. Its headline is not."""
    newest = story.get_latest_revision_as_object()
    writers = get_text_list([str(writer) for writer in newest.authors], _("and"))
    if writers and newest.topic:
        return _("The story, on our pages about %(topic)s, is by %(writers)s.") % {
            "writers": writers,
            "topic": newest.topic,
        }
    return _("The story is by %(writers)s.") % {"writers": writers} if writers else ""


def tell_desk(check):
    """Tell whoever asked what came back; a disputed statement in a public story cannot wait for the next look."""
    if not check.asked_by or not check.asked_by.is_active or not check.asked_by.email:
        return
    disputed = [one for one in check.statements.all() if one.is_disputed]
    names = {"name": check.person.title, "title": check.story.get_admin_display_title()}
    context = {
        "check": check,
        "disputed": disputed,
        "link": in_admin("accuracy_checks_story", check.story_id),
    }
    with in_language_of(check.asked_by):
        subject = _("%(name)s confirmed their statements: %(title)s")
        if disputed or check.credentials:
            subject = _("%(name)s says that something is not accurate: %(title)s")
        compose(check.asked_by.email, subject % names, "accuracy_checks/emails/answered", context).send()
