from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import deletion_guard, rich_text
from .viewsets import ReferenceViewSetGroup, StoryListingViewSet

hooks.register("register_rich_text_features", rich_text.register_marks)
hooks.register("register_rich_text_features", rich_text.register_accessible_name)
hooks.register("before_delete_page", deletion_guard.refuse_to_delete_needed_page)
hooks.register("before_bulk_action", deletion_guard.refuse_to_delete_needed_pages)
hooks.register("before_delete_snippet", deletion_guard.refuse_to_delete_needed_sources)
register_snippet(ReferenceViewSetGroup)


@hooks.register("register_admin_viewset")
def register_stories():
    return StoryListingViewSet()


@hooks.register("construct_page_chooser_queryset")
def show_newest_stories_first(pages, request):
    """Where only stories can be chosen: who puts one on the front page looks for one of this week that readers have."""
    stories = request.GET.get("page_type") == "articles.articlepage"
    return pages.order_by("-live", "-latest_revision_created_at", "-pk") if stories else pages


@hooks.register("insert_editor_js")
def keep_what_is_typed():
    message = _("You are logged out. What you typed is still here: log in again in another tab, then save here.")
    return format_html(
        '<script src="{}"></script><script src="{}" data-message="{}"></script>',
        static("articles/js/autosave.js"),
        static("articles/js/logged_out.js"),
        message,
    )
