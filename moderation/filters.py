"""What a moderator can narrow a queue down to. The list, the console, bulks and saved filters all ask here."""

import django_filters

from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import DateRangePickerWidget, NumberRangeWidget, WagtailFilterSet

from articles.models import ArticlePage, TopicPage
from comments.flags import FlagReason
from comments.models import CommentFlag, ModerationAction, ReaderComment, ScreeningNote
from comments.moderators import all_topics_for
from comments.thread import number_in
from screening.rules.rule import HOUSE_RULES

from .words import authors_named, with_words, words_in

SEARCH = "q"
MOST_STORIES = 500  # whose headline contains the words


class PercentFilter(django_filters.RangeFilter):
    """From so many percent to so many; what is no percentage is an error of the form, not of the database."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.field.fields:
            field.min_value, field.max_value = 0, 100
            field.validators += [MinValueValidator(0), MaxValueValidator(100)]


class QueueFilterSet(WagtailFilterSet):
    """Each filter leads through an index of the comments, or through rows that name them."""

    headline = django_filters.CharFilter(method="on_stories", label=_("Story"))
    topic = django_filters.ModelChoiceFilter(
        field_name="article__topic", queryset=TopicPage.objects.order_by("title"), label=_("Topic")
    )
    author = django_filters.CharFilter(method="by_author", label=_("Author: an account’s name, or an e-mail address"))
    rule = django_filters.ChoiceFilter(method="held_by", choices=(), label=_("What a rule said"))
    flagged = django_filters.ChoiceFilter(
        method="flagged_for", choices=FlagReason.choices, label=_("Reported by readers as")
    )
    batch = django_filters.CharFilter(method="of_batch", label=_("Number of a bulk decision"))
    score = PercentFilter(label=_("Spam score, in percent"), widget=NumberRangeWidget)
    created_at = django_filters.DateFromToRangeFilter(label=_("Written"), widget=DateRangePickerWidget)

    class Meta:
        model = ReaderComment
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["rule"].extra["choices"] = [(rule.name, rule.label) for rule in HOUSE_RULES.values()]
        if self.request:  # on the list, which has asked for the topics already
            field = self.form.fields["topic"]
            topics = [(pk, title) for pk, title, _is_limited in all_topics_for(self.request.user)]
            field.widget.choices = [("", field.empty_label), *topics]

    def on_stories(self, comments, name, value):
        stories = ArticlePage.objects.filter(title__icontains=value).order_by("-pk")
        return comments.filter(article__in=list(stories.values_list("pk", flat=True)[:MOST_STORIES]))

    def by_author(self, comments, name, value):
        if "@" in value:
            addresses = {value, value.lower()}
            accounts = list(get_user_model().objects.filter(email__in=addresses).values_list("pk", flat=True))
            return comments.filter(Q(author__in=accounts) | Q(guest_email__in=addresses))
        return comments.filter(author__in=authors_named(words_in(value)))

    def held_by(self, comments, name, value):
        return comments.filter(pk__in=ScreeningNote.objects.filter(rule=value, shadow=False).values("comment"))

    def flagged_for(self, comments, name, value):
        return comments.filter(pk__in=CommentFlag.objects.filter(reason=value, closed_by=None).values("comment"))

    def of_batch(self, comments, name, value):
        return comments.filter(pk__in=ModerationAction.objects.filter(batch=number_in(value)).values("comment"))


def narrowed(comments, query):
    """The comments that a query string asks for; none where it makes no sense, so that no bulk hits more than was seen.

    Args:
        comments: a queryset.
        query: a QueryDict.
    """
    filters = QueueFilterSet(query, comments)
    if not filters.is_valid():
        return comments.none()
    words = query.get(SEARCH, "").strip()
    return with_words(filters.qs, words) if words else filters.qs


def asked(query) -> QueryDict:
    """Of a query string, what filters and search understand and what is not empty; tabs, places and the rest go."""
    kept = QueryDict(mutable=True)
    for name in [SEARCH, *field_names()]:
        values = [value for value in query.getlist(name) if value.strip()]
        if values:
            kept[name] = values[-1]
    return kept


def field_names():
    for name, field in QueueFilterSet().form.fields.items():
        suffixes = getattr(field.widget, "suffixes", [])
        yield from [f"{name}_{suffix}" for suffix in suffixes] or [name]


def mistakes_in(query):
    """What is wrong with a query string, as sentences."""
    filters = QueueFilterSet(query)
    return (
        [] if filters.is_valid() else [f"{name}: {error}" for name, found in filters.errors.items() for error in found]
    )
