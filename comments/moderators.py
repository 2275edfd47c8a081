"""Who may decide what: the right to moderate, topics that a moderator is limited to, and what is an editor's."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models import TopicPage

from .appeals import MeasureAppeal
from .conversations import SOMETHING_WAITS, StoryConversation
from .states import TO_DO, Queue

MODERATE = "comments.moderate_readercomment"
OVERSEE = "comments.oversee_readercomment"  # decide what was passed to an editor, see everybody's figures, give topics


class NotTheirs(PermissionDenied):
    """A moderator may not decide this one. The text says why, in a sentence for them."""


OTHER_TOPIC = _("This comment is below a story on a topic that others moderate.")
FOR_AN_EDITOR = _(
    "This comment was passed to an editor. Whoever passed it on can undo that; a managing editor decides it."
)
OWN_DECISION = _("You made the decision that is appealed against: another moderator answers the appeal.")


class TopicModerator(models.Model):
    """Limits a moderator to the stories of a topic. Whoever has no row moderates all topics."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moderator"),
        on_delete=models.CASCADE,
        related_name="moderated_topics",
    )
    topic = models.ForeignKey(TopicPage, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("topic of a moderator")
        verbose_name_plural = _("topics of moderators")
        ordering = ["user", "topic"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="comments_moderator_topic_once")]

    def __str__(self):
        return f"{self.user}: {self.topic}"


def check_moderator(user):
    """Raises PermissionDenied for whoever may not moderate at all."""
    if not user.has_perm(MODERATE):
        raise PermissionDenied


def all_topics_for(user):
    """Each topic by title, as (primary key, title, whether the moderator is limited to it). Asked once a request."""
    if not hasattr(user, "_topics_to_moderate"):
        limited = Exists(TopicModerator.objects.filter(user=user.pk, topic=OuterRef("pk")))
        topics = TopicPage.objects.order_by("title").values_list("pk", "title", limited)
        user._topics_to_moderate = list(topics)
    return user._topics_to_moderate


def topics_of(user):
    """The primary keys of the topics that the moderator is limited to; empty: all topics."""
    return frozenset(pk for pk, _title, is_limited in all_topics_for(user) if is_limited)


def on_topics_of(user, comments):
    """Of a queryset of comments, those that the moderator may decide as far as topics go."""
    topics = topics_of(user)
    return comments.filter(article__topic__in=topics) if topics else comments


def check_topic(user, article):
    """Raises NotTheirs where the story is on a topic that others moderate: they see none of its comments."""
    topics = topics_of(user)
    if topics and article.topic_id not in topics:
        raise NotTheirs(OTHER_TOPIC)


def decidable_by(user, comments):
    """Of a queryset of comments without an appeal, those that the moderator may decide; `why_not` says it of a list."""
    comments = on_topics_of(user, comments)
    return comments if user.has_perm(OVERSEE) else comments.filter(is_escalated=False)


@dataclass(frozen=True)
class QueueNumbers:
    """How much stands in each queue, as far as a moderator looks after it.

    Attributes:
        comments: how many comments, by Queue.
        measure_appeals: how many appeals against measures wait.
    """

    comments: dict
    measure_appeals: int

    @property
    def on_tabs(self):
        """Appeals against measures stand in the same queue as those against decisions."""
        return self.comments | {Queue.APPEALED: self.comments[Queue.APPEALED] + self.measure_appeals}

    @property
    def waiting(self):
        return sum(self.on_tabs[queue] for queue in TO_DO)


def queue_numbers_of(user, *, only_to_do=False):
    """The QueueNumbers of a moderator, for tabs and menu. Asked once a request, in one query besides the topics.

    Args:
        only_to_do: whether the queues in which something waits will do. Then no other conversations are read.
    """
    queues, known = TO_DO if only_to_do else list(Queue), getattr(user, "_queue_numbers", None)
    if known is None or not known.comments.keys() >= set(queues):
        topics = topics_of(user)
        conversations = StoryConversation.objects.filter(SOMETHING_WAITS if only_to_do else Q())
        if topics:
            conversations = conversations.filter(article__topic__in=topics)
        number = measure_appeals_of(user).order_by().values("answered_at").annotate(number=Count("pk"))
        sums = {queue.value: Sum(queue.value, default=0) for queue in queues}
        # One number for both, since only what contains an aggregate is read along with aggregates.
        all_appeals = Coalesce(Sum("appealed"), 0) + Coalesce(Subquery(number.values("number")), 0)
        found = conversations.aggregate(all_appeals=all_appeals, **sums)
        comments = {queue: found[queue] for queue in queues}
        user._queue_numbers = QueueNumbers(comments, found["all_appeals"] - comments[Queue.APPEALED])
    return user._queue_numbers


def measure_appeals_of(user):
    """The appeals against measures that wait, oldest first, as far as the moderator looks after their topics."""
    appeals = MeasureAppeal.objects.filter(answered_at=None)
    topics = topics_of(user)
    return appeals.filter(measure__comment__article__topic__in=topics) if topics else appeals


def why_not(user, comments):
    """Which of these comments the moderator may not decide: {primary key: the reason, a sentence}.

    Args:
        comments: ReaderComments as they stand, locked where somebody is about to decide.
    """
    found = {}
    if comments and topics_of(user):
        asked = comments[0].__class__.objects.filter(pk__in=[comment.pk for comment in comments])
        on_topic = set(on_topics_of(user, asked).values_list("pk", flat=True))
        found |= {comment.pk: OTHER_TOPIC for comment in comments if comment.pk not in on_topic}
    if any(comment.is_escalated for comment in comments) and not user.has_perm(OVERSEE):
        found |= {comment.pk: FOR_AN_EDITOR for comment in comments if comment.is_escalated}
    appealed = [comment for comment in comments if comment.is_appealed]
    return found | own_appeals(user, appealed)


def own_appeals(user, comments):
    """Of these comments, those about which an appeal says that this moderator was wrong: {primary key: the reason}."""
    own = [comment for comment, by in zip(comments, deciders(comments), strict=True) if by == user.pk]
    return {comment.pk: OWN_DECISION for comment in others_could_answer(user, own)}


def deciders(comments):
    """Who made the decision that is appealed against, for each of the comments: primary keys of users."""
    if not comments:
        return []
    decisions = comments[0].history.model.objects.filter(
        comment__in=comments, undone_by=None, from_appealed=False, verb__in=["reject", "spam", "remove"]
    )
    latest = dict(decisions.order_by("version").values_list("comment", "actor"))
    return [latest.get(comment.pk) for comment in comments]


def others_could_answer(user, comments):
    """Those that somebody else may decide as well. In a house with one moderator, that one answers all appeals."""
    if not comments:
        return []
    others = holders_of(MODERATE).exclude(pk=user.pk)
    asked = comments[0].__class__.objects.filter(pk__in=[comment.pk for comment in comments])
    topics = dict(asked.order_by().values_list("pk", "article__topic"))
    everywhere = others.filter(moderated_topics=None).exists()
    looked_after = set() if everywhere else set(others.values_list("moderated_topics__topic", flat=True))
    return [comment for comment in comments if everywhere or topics[comment.pk] in looked_after]


def why_not_undo(user, actions):
    """Which of these decisions the moderator may not take back: {primary key of the comment: the reason}."""
    found = {}
    if topics_of(user):
        comments = actions[0].comment.__class__.objects.filter(pk__in=[action.comment_id for action in actions])
        on_topic = set(on_topics_of(user, comments).values_list("pk", flat=True))
        found |= {action.comment_id: OTHER_TOPIC for action in actions if action.comment_id not in on_topic}
    of_editors = [action for action in actions if action.from_escalated or action.verb == "escalate"]
    if any(action.actor_id != user.pk for action in of_editors) and not user.has_perm(OVERSEE):
        found |= {action.comment_id: FOR_AN_EDITOR for action in of_editors if action.actor_id != user.pk}
    answered = [action.comment for action in actions if action.from_appealed and action.actor_id != user.pk]
    return found | own_appeals(user, answered)


def holders_of(permission):
    """The people whose groups give them a right like MODERATE. Administrators have it too, but it is not their work."""
    app_label, codename = permission.split(".")
    groups = Group.objects.filter(permissions__codename=codename, permissions__content_type__app_label=app_label)
    return get_user_model().objects.filter(is_active=True, groups__in=groups).distinct()
