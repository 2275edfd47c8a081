import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from articles.models import ArticlePage

from .querysets import ReaderCommentQuerySet
from .text import paragraphs

MAX_LENGTH = 5000  # characters; about two pages


class Status(models.TextChoices):
    """Where a comment stands. Only comments/moderation.py changes it."""

    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")


UNDECIDED = [Status.UNCONFIRMED, Status.PENDING]


class ReaderComment(models.Model):
    """What a reader wrote below a story, or in reply to another reader. Nobody edits a reader's words.

    A reply knows its parent, the comment that opened the thread, and how deep it hangs, so that a thread is
    read in one query. `version` counts changes of status: a moderator decides the version they have seen.
    """

    Status = Status

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="reader_comments"
    )
    # A comment that has replies cannot be deleted alone: what others wrote would go with it.
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="replies")
    root = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="thread")
    depth = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reader_comments",
    )
    guest_name = models.CharField(_("name"), max_length=60, blank=True)
    guest_email = models.EmailField(_("e-mail address"), blank=True)
    body = models.TextField(_("comment"), validators=[MaxLengthValidator(MAX_LENGTH)])
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PENDING)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # One for each form handed out, so that sending a form twice makes one comment.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    # A manager answers to its queryset's methods, which the type checker cannot know.
    objects: ReaderCommentQuerySet = ReaderCommentQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        # Nobody adds, edits or deletes comments in the admin: they are moderated.
        default_permissions = ()
        permissions = [("moderate_readercomment", _("Can moderate comments"))]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="comments_comment_status_valid"),
            models.CheckConstraint(
                condition=Q(parent=None, root=None, depth=0) | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comments_comment_place_in_thread",
            ),
            models.CheckConstraint(
                condition=Q(guest_name="", guest_email="") | (Q(author=None) & ~Q(guest_name="") & ~Q(guest_email="")),
                name="comments_comment_account_or_guest",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.UNCONFIRMED) | ~Q(guest_email=""),
                name="comments_comment_only_guests_confirm",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNDECIDED, decided_at=None)
                | (~Q(status__in=UNDECIDED) & Q(decided_at__isnull=False)),
                name="comments_comment_decided_has_date",
            ),
            models.CheckConstraint(
                condition=GreaterThan(Length("body"), 0) & LessThanOrEqual(Length("body"), MAX_LENGTH),
                name="comments_comment_body_length",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(status=Status.PENDING), name="comments_waiting"),
            models.Index(fields=["status", "created_at"], name="comments_by_status"),
            models.Index(fields=["article", "id"], condition=Q(parent=None), name="comments_threads"),
            models.Index(fields=["root", "id"], condition=Q(status=Status.APPROVED), name="comments_replies"),
            models.Index(fields=["article"], condition=Q(status=Status.APPROVED), name="comments_approved"),
            models.Index(fields=["guest_email"], condition=~Q(guest_email=""), name="comments_by_guest"),
        ]

    def __str__(self):
        # Without name and words: this goes into the audit log, which outlives them.
        return _now("Comment %(number)s") % {"number": self.pk}

    def get_absolute_url(self):
        """An address that finds the comment wherever in its thread it stands."""
        return reverse("comments:permalink", args=[self.pk])

    @property
    def fragment(self):
        return f"comment-{self.pk}"

    @property
    def root_or_self_id(self):
        return self.root_id or self.pk

    @property
    def public_name(self):
        """The name readers see."""
        if self.author:
            return self.author.public_name
        return self.guest_name or _("A former reader")

    @property
    def is_guest(self):
        return bool(self.guest_email)

    @property
    def is_approved(self):
        return self.status == Status.APPROVED

    @property
    def paragraphs(self):
        return paragraphs(self.body)

    def others_by_author(self):
        """What the same account, or the same guest address, has written besides."""
        others = ReaderComment.objects.exclude(pk=self.pk)
        if self.author_id:
            return others.filter(author=self.author_id)
        return others.filter(guest_email=self.guest_email) if self.is_guest else others.none()

    @property
    def excerpt(self):
        return Truncator(" ".join(self.body.split())).chars(160)


class Verb(models.TextChoices):
    """What can happen to a comment."""

    SUBMIT = "submit", _("Sent")
    CONFIRM = "confirm", _("E-mail address confirmed")
    APPROVE = "approve", _("Approved")
    REJECT = "reject", _("Rejected")
    SPAM = "spam", _("Marked as spam")
    REMOVE = "remove", _("Removed")
    UNDO = "undo", _("Undone")


class ModerationAction(models.Model):
    """One change of a comment's status. Rows are only ever added, by comments/moderation.py."""

    Verb = Verb

    comment = models.ForeignKey(ReaderComment, on_delete=models.CASCADE, related_name="history")
    verb = models.CharField(_("what"), max_length=12, choices=Verb.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="moderation_actions",
    )
    version = models.PositiveIntegerField(help_text=_("The comment's version that this made."))
    from_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=Status.choices)
    from_decided_at = models.DateTimeField(null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by")

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation actions")
        default_permissions = ()
        ordering = ["comment", "version"]
        constraints = [
            # Two moderators, one comment: the database lets one decision through.
            models.UniqueConstraint(fields=["comment", "version"], name="comments_action_one_per_version"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="comments_action_verb_valid"),
            models.CheckConstraint(condition=Q(to_status__in=Status.values), name="comments_action_to_valid"),
            models.CheckConstraint(
                condition=Q(from_status__in=Status.values) | Q(verb=Verb.SUBMIT, from_status=""),
                name="comments_action_from_valid",
            ),
            models.CheckConstraint(
                condition=Q(verb=Verb.UNDO, undoes__isnull=False) | (~Q(verb=Verb.UNDO) & Q(undoes=None)),
                name="comments_action_undo_names_its_action",
            ),
        ]

    def __str__(self):
        return f"{self.get_verb_display()} ({self.comment_id})"


class StoryConversationQuerySet(models.QuerySet):
    def state_of(self, article_id):
        """Whether the comments of a story are closed, and how many are approved: (closed, number)."""
        approved = ReaderComment.objects.filter(article=models.OuterRef("pk")).approved()
        number = approved.order_by().values("article").annotate(number=Count("pk")).values("number")
        stories = ArticlePage.objects.filter(pk=article_id).order_by()
        found = stories.values_list("conversation__is_closed", models.Subquery(number)).first()
        is_closed, number = found or (False, 0)
        return bool(is_closed), number or 0


class StoryConversation(models.Model):
    """What is decided about the comments of one story. Without a row they are open."""

    article = models.OneToOneField(
        ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="conversation"
    )
    is_closed = models.BooleanField(_("closed"), default=False)

    objects: StoryConversationQuerySet = StoryConversationQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        default_permissions = ()

    def __str__(self):
        return str(self.article)


class WhoMayComment(models.TextChoices):
    NOBODY = "nobody", _("Nobody")
    REGISTERED = "registered", _("Registered readers")
    CONFIRMED_EMAIL = "confirmed_email", _("Anyone with a confirmed e-mail address")


@register_setting(icon="comment", order=200)
class CommentSettings(BaseSiteSetting):
    """Who may comment, and the words around the comment box."""

    WhoMayComment = WhoMayComment

    who_may_comment = models.CharField(
        _("who may comment"), max_length=20, choices=WhoMayComment.choices, default=WhoMayComment.REGISTERED
    )
    heading = models.CharField(_("heading"), max_length=80, default=_("Join the conversation"))
    invitation = models.CharField(
        _("invitation"), max_length=200, blank=True, default=_("What do you think? The desk reads every comment.")
    )
    rules_link_text = models.CharField(_("link to the comment rules"), max_length=80, default=_("Comment rules"))
    rules_page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("comment rules"), null=True, blank=True, on_delete=models.SET_NULL
    )
    health_note = models.CharField(
        _("health and privacy note"),
        max_length=300,
        blank=True,
        default=_(
            "Everybody can read what you write. Think twice before you name a treatment you have had, "
            "a doctor or another person."
        ),
    )

    select_related = ["rules_page"]

    panels = [
        FieldPanel("who_may_comment"),
        MultiFieldPanel(
            [
                FieldPanel("heading"),
                FieldPanel("invitation"),
                PageChooserPanel("rules_page"),
                FieldPanel("rules_link_text"),
                FieldPanel("health_note", widget=AdminAutoHeightTextInput),
            ],
            heading=_("Around the comment box"),
        ),
    ]

    class Meta:
        verbose_name = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(who_may_comment__in=WhoMayComment.values), name="comments_settings_who_valid"
            )
        ]
