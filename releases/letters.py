from django_tasks import task

from django.utils.translation import gettext as _

from wagtail.models import Site

from accounts.models import User
from accounts.roles import Role
from notices.addresses import editor_of, in_admin
from notices.mail import compose
from photos.where_used import pages_showing

from .links import path_of
from .models import Release


def send_request(release):
    """Ask the person shown, or the guardian, to look at the photo and answer. Belongs to the running transaction."""
    site = Site.objects.get(is_default_site=True)
    context = {"release": release, "site": site, "link": site.root_url + path_of(release)}
    subject = _("May we show this photo of you?")
    if release.is_minor:
        subject = _("May we show this photo of %(name)s?") % {"name": release.name}
    compose(release.email, subject, "releases/emails/request", context).send()


@task()  # the person shown does not wait until every draft has been read
def tell_desk(release_id):
    """Tell the photo desk that a photo went off its pages, and which pages have a gap now."""
    release = Release.objects.select_related("photo").filter(pk=release_id).first()
    if not release:
        return
    photo = release.photo
    pages = [
        {"title": page.get_admin_display_title(), "how": page.how, "link": editor_of(page)}
        for page in pages_showing(photo)
    ]
    context = {
        "release": release,
        "photo": photo,
        "pages": pages,
        "link": in_admin("release_desk:photo", photo.pk),
    }
    subject = _("“%(photo)s” is no longer shown") % {"photo": photo.title}
    for editor in User.objects.filter(is_active=True, groups__name=Role.PHOTO_EDITOR).distinct():
        compose(editor.email, subject, "releases/emails/taken_off", context).send()
