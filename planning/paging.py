from django.utils.translation import gettext_lazy as _

from wagtail.admin.paginator import WagtailPaginator


class StoryPaginator(WagtailPaginator):
    """Counts stories, whatever its rows are made of."""

    verbose_name = _("story")
    verbose_name_plural = _("stories")
