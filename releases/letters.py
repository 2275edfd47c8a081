from django_tasks import task

from django.utils.translation import gettext as _

from wagtail.models import Site

from accounts.models import User
from accounts.roles import Role
from notices.addresses import editor_of, in_admin
from notices.mail import compose, in_language_of
from photos.where_used import pages_showing

from .links import path_of
from .models import ReleaseRecord


def send_request(release, by):
    """Ask the person shown, or the guardian, to look at the photo and answer. Belongs to the running transaction.

    Args:
        by: who asks. Answers by letter go there.
    """
    headers = {"Reply_To": by.email} if by and by.email else {}
    context = {"release": release, "link": link_of(release), "by": by if headers else None}
    with in_language_of():  # of the magazine
        subject = _("May we show this photo of you?")
        if release.is_minor:
            subject = _("May we show this photo of %(name)s?") % {"name": release.name}
        compose(release.email, subject, "releases/emails/request", context, **headers).send()


def send_receipt(release, terms):
    """Say to whom the link was sent that there was a yes, to what, and how to take it back."""
    if release.email:
        context = {"release": release, "link": link_of(release), "terms": terms}
        compose(release.email, _("You have agreed to a photo"), "releases/emails/receipt", context).send()


def link_of(release):
    return Site.objects.get(is_default_site=True).root_url + path_of(release)


@task()  # the person shown does not wait until every draft has been read
def tell_desk(record_id):
    """Tell the photo desk what somebody shown said, and which pages have a gap now, or wait for the desk's word."""
    record = ReleaseRecord.objects.select_related("release__photo").filter(pk=record_id).first()
    if not record:
        return
    release, photo = record.release, record.release.photo
    pages = [
        {"title": page.get_admin_display_title(), "how": page.how, "link": editor_of(page)}
        for page in pages_showing(photo)
    ]
    context = {
        "record": record,
        "release": release,
        "photo": photo,
        "pages": pages,
        "link": in_admin("release_desk:photo", photo.pk),
    }
    for editor in User.objects.filter(is_active=True, groups__name=Role.PHOTO_EDITOR).distinct():
        with in_language_of(editor):
            subject = subject_of(record) % {"photo": photo.title, "name": release.name}
            compose(editor.email, subject, "releases/emails/answered", context).send()


def subject_of(record):
    kinds = ReleaseRecord.Kind
    if record.kind == kinds.AGREED:
        return _("%(name)s agreed to “%(photo)s”")
    return _("%(name)s declined “%(photo)s”") if record.kind == kinds.DECLINED else _("“%(photo)s” is no longer shown")
