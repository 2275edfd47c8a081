"""What readers see of corrections besides the story itself: the log, and what a story said before."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.models import ArticlePage

from .confidential import without_hidden_names
from .history import compare, lines_for_readers
from .models import Correction, PublishedVersion

ON_A_PAGE = 20


@require_safe
def log(request):
    """Everything that the magazine has put right, the newest first."""
    notices = Paginator(Correction.objects.for_log(), ON_A_PAGE).get_page(request.GET.get("page"))
    notices.object_list = without_hidden_names(notices.object_list)
    return render(request, "corrections/log.html", {"notices": notices})


def versions_of(story_pk):
    """A public story and the versions in its history. Raises Http404 where there is nothing that anybody may see."""
    story = ArticlePage.objects.live().public().standing().filter(pk=story_pk, alias_of=None).first()
    if story is None:
        raise Http404
    return story, list(PublishedVersion.objects.shown().filter(article=story))


@require_safe
def history(request, story_pk):
    """The versions of a story that readers have seen; given two of them (?before, ?after), on to what differs."""
    story, versions = versions_of(story_pk)
    chosen = [request.GET.get(name, "") for name in ("before", "after")]
    if all(number.isascii() and number.isdecimal() and len(number) < 12 for number in chosen):
        return redirect("corrections:compare", story.pk, *sorted(map(int, chosen)))
    without_hidden_names(version.correction for version in versions if version.correction)
    return render(request, "corrections/history.html", {"story": story, "versions": versions[::-1]})


@require_safe
def comparison(request, story_pk, before_pk, after_pk):
    story, versions = versions_of(story_pk)
    by_pk = {version.pk: version for version in versions}
    if before_pk not in by_pk or after_pk not in by_pk:
        raise Http404
    before, after = by_pk[before_pk], by_pk[after_pk]
    texts = lines_for_readers(story, [before, after], request)
    context = {"story": story, "before": before, "after": after, "lines": compare(*texts)}
    return render(request, "corrections/comparison.html", context)
