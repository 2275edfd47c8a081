from django.utils.translation import gettext as _

from wagtail.models import Site

from notices.mail import compose

from .links import path_of


def send_request(release):
    """Ask the person shown, or the guardian, to look at the photo and answer. Belongs to the running transaction."""
    site = Site.objects.get(is_default_site=True)
    context = {"release": release, "site": site, "link": site.root_url + path_of(release)}
    subject = _("May we show this photo of you?")
    if release.is_minor:
        subject = _("May we show this photo of %(name)s?") % {"name": release.name}
    compose(release.email, subject, "releases/emails/request", context).send()
