"""From an address that somebody sends to the story that readers find there."""

from urllib.parse import unquote, urlsplit

from wagtail.models import Site

from articles.models import ArticlePage


def story_at(address, request):
    """The public story with this full address on the site at hand; None where there is none, whatever was sent."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    ours = urlsplit(Site.find_for_request(request).root_url)
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != ours.netloc.lower():
        return None
    return story_with_path(unquote(parts.path), request)


def story_with_path(path, request):
    """The public story at this path, as a request has it: decoded, from the first slash on."""
    path = path.rstrip("/")
    if "\0" in path:  # which PostgreSQL refuses to look for
        return None
    stories = ArticlePage.objects.live().public().filter(slug=path.rpartition("/")[2])
    return next((story for story in stories if unquote(story.get_url(request) or "").rstrip("/") == path), None)
