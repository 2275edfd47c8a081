import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from accounts.house_rows import KeptSetting
from accounts.models import RegistrationSettings
from articles.models import ArticlePage
from people.models import PersonPage
from screening.rules.rule import Outcome

from .appeals import Appeal, MeasureAppeal
from .arrivals import MAX_LENGTH, NetworkTrace, TextSample
from .conversations import StoryConversation, WhoMayComment
from .corrections import CorrectionRequest
from .decision_letters import DecisionLetter
from .flags import CommentFlag
from .letters import ReplyNotice, ReplyPreference
from .measures import AuthorMeasure, ReasonCode
from .moderators import TopicModerator
from .numbers import MonthlyNumbers
from .querysets import ReaderCommentQuerySet
from .states import QUEUE, UNDECIDED, Queue, Status
from .text import paragraphs
from .votes import HelpfulVote

__all__ = [  # models that live elsewhere
    "Appeal",
    "AuthorMeasure",
    "CommentFlag",
    "CorrectionRequest",
    "DecisionLetter",
    "HelpfulVote",
    "MeasureAppeal",
    "MonthlyNumbers",
    "NetworkTrace",
    "ReplyNotice",
    "ReplyPreference",
    "StoryConversation",
    "TextSample",
    "TopicModerator",
]

EDITING_TIME = timedelta(minutes=5)
TIME_FOR_LETTER = timedelta(minutes=10)


class Badge(models.TextChoices):
    """What readers are told of a commenter, as it was when the comment was written."""

    NONE = "", _("Reader")
    WRITER = "writer", _("Writer of this story")
    EXPERT = "expert", _("Quoted in this story")
    STAFF = "staff", _("Staff")


class ReaderComment(models.Model):
    """What a reader wrote below a story, or in reply to another reader. Nobody but its writer changes the words.

    A reply knows its parent, the comment that opened the thread, and how deep it hangs, so that a thread is
    read in one query. `version` counts what happened to it: a moderator decides the version they have seen.

    Attributes:
        badge: what readers are told of the writer, with `person`, the writer's own page, where there is one.
        edit_body: new words of the writer that wait beside the live ones.
        open_flags: how many reports wait for a decision; the rows are in comments/flags.py.
        helpful: how many readers it helped; the rows are in comments/votes.py.
        score: how much it looks like spam, in percent; None where nothing was said.
        ranked_at: where it stands in a queue: as if written that much earlier as it is more urgent.
        queue: kept by the database, see comments/states.py.
    """

    Status = Status
    Queue = Queue

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="reader_comments"
    )
    # A comment that has replies cannot be deleted alone: what others wrote would go with it.
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="replies")
    # Its index is comments_replies, which the replies stand in by age as well.
    root = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.RESTRICT, related_name="thread", db_index=False
    )
    depth = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reader_comments",
        db_index=False,  # comments_by_author is one
    )
    guest_name = models.CharField(_("name"), max_length=60, blank=True)
    guest_email = models.EmailField(_("e-mail address"), blank=True)
    wants_letters = models.BooleanField(default=False)  # a guest's: accounts have a ReplyPreference
    body = models.TextField(_("comment"), validators=[MaxLengthValidator(MAX_LENGTH)])
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PENDING)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    edit_body = models.TextField(blank=True)
    badge = models.CharField(max_length=8, choices=Badge.choices, blank=True)
    person = models.ForeignKey(PersonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    picked_at = models.DateTimeField(_("editor’s pick since"), null=True, blank=True)
    is_escalated = models.BooleanField(default=False)
    is_appealed = models.BooleanField(default=False)
    open_flags = models.PositiveIntegerField(default=0)
    helpful = models.PositiveIntegerField(default=0)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    ranked_at = models.DateTimeField(default=timezone.now)
    queue = models.GeneratedField(
        expression=QUEUE, output_field=models.CharField(max_length=12, choices=Queue.choices), db_persist=True
    )
    # One for each form handed out, so that sending a form twice makes one comment.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    # A manager answers to its queryset's methods, which the type checker cannot know.
    objects: ReaderCommentQuerySet = ReaderCommentQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        # Nobody adds, edits or deletes comments in the admin: they are moderated.
        default_permissions = ()
        permissions = [
            ("moderate_readercomment", _("Can moderate comments")),
            ("oversee_readercomment", _("Can decide for moderators, and see and set what concerns all of them")),
        ]
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
                condition=LessThanOrEqual(Length("body"), MAX_LENGTH)
                & LessThanOrEqual(Length("edit_body"), MAX_LENGTH)
                & (Q(status=Status.ERASED) | ~Q(body="")),
                name="comments_comment_body_length",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ERASED)
                | Q(body="", edit_body="", guest_name="", guest_email="", author=None),
                name="comments_comment_erased_says_nothing",
            ),
            models.CheckConstraint(condition=Q(badge__in=Badge.values), name="comments_comment_badge_valid"),
        ]
        indexes = [
            models.Index(fields=["queue", "ranked_at", "id"], name="comments_by_rank"),
            models.Index(fields=["queue", "created_at", "id"], name="comments_by_age"),
            models.Index(fields=["article", "id"], condition=Q(depth=0), name="comments_threads"),
            models.Index(fields=["article", "-helpful", "-id"], condition=Q(depth=0), name="comments_by_help"),
            models.Index(fields=["article", "picked_at"], condition=Q(picked_at__isnull=False), name="comments_picks"),
            # Whether a reply is shown stands in it too: where a long thread is cut, PostgreSQL reads no row.
            models.Index(fields=["root", "id", "status", "author"], name="comments_replies"),
            models.Index(fields=["article"], condition=Q(status=Status.APPROVED), name="comments_approved"),
            # Beside each comment a moderator reads how many others its writer has of each status, and the newest.
            models.Index(fields=["author", "id", "status"], name="comments_by_author"),
            models.Index(
                fields=["guest_email", "id", "status"], condition=~Q(guest_email=""), name="comments_by_guest"
            ),
        ]

    def __str__(self):
        # Without name and words: this goes into the audit log, which outlives them.
        return gettext("Comment %(number)s") % {"number": self.pk}

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
    def writer_email(self):
        """The address of its writer, account or guest; never shown to readers."""
        return self.author.email if self.author else self.guest_email

    @property
    def is_guest(self):
        return bool(self.guest_email)

    @property
    def is_forgotten(self):
        """Whether its letter may be lost: who sends the same words again after some minutes gets another one."""
        return self.status == Status.UNCONFIRMED and timezone.now() > self.created_at + TIME_FOR_LETTER

    @property
    def is_approved(self):
        return self.status == Status.APPROVED

    @property
    def editable_until(self):
        return self.created_at + EDITING_TIME

    @property
    def is_own_to_edit(self):
        """Whether its writer may still change the words: they could have been written a moment ago."""
        return self.status in {Status.PENDING, Status.APPROVED} and timezone.now() < self.editable_until

    @property
    def hours_ahead(self):
        """By how many hours it is more urgent than its age."""
        return (self.created_at - self.ranked_at).total_seconds() / 3600

    @property
    def paragraphs(self):
        return paragraphs(self.body)

    @property
    def page_of_writer(self):
        """The public page of who wrote it, or None."""
        return self.person if self.person and self.person.live else None

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
    EDIT = "edit", _("Changed by its writer")
    WITHDRAW = "withdraw", _("Withdrawn by its writer")
    ERASE = "erase", _("Erased")
    APPEAL = "appeal", _("Appealed")
    APPROVE = "approve", _("Approved")
    REJECT = "reject", _("Rejected")
    SPAM = "spam", _("Marked as spam")
    REMOVE = "remove", _("Removed")
    ESCALATE = "escalate", _("Passed to an editor")
    PICK = "pick", _("Made an editor’s pick")
    UNPICK = "unpick", _("No longer an editor’s pick")
    UNDO = "undo", _("Undone")


class ModerationBatch(models.Model):
    """Decisions made in one go: a bulk, or a ban with all comments of its author. Undone in one go as well.

    Attributes:
        found_by: the queue, search and filters that found the comments, as they stand in an address; empty: by hand,
            or an author among them was erased.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    number = models.PositiveIntegerField(default=0)
    found_by = models.TextField(blank=True)

    class Meta:
        verbose_name = _("bulk decision")
        verbose_name_plural = _("bulk decisions")
        default_permissions = ()

    def __str__(self):
        # For the audit log.
        return gettext("%(number)s comments at once") % {"number": self.number}


class ModerationAction(models.Model):
    """One thing that happened to a comment. Rows are only ever added, by comments/moderation.py.

    What it was before is kept for the undo: status and date, waiting words, flags (closed_flags), and marks. Erasing a
    comment erases the words here too.

    Attributes:
        rule: the rule of screening/rules/ that led to it, if one did.
        code: the ground of a decision against the comment.
        reason: a note for the log.
        law: the legal ground, where the code is ILLEGAL.
        told: what its writer reads.
    """

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
    batch = models.ForeignKey(ModerationBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    version = models.PositiveIntegerField(help_text=_("The comment's version that this made."))
    from_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=Status.choices)
    from_decided_at = models.DateTimeField(null=True, blank=True)
    from_picked_at = models.DateTimeField(null=True, blank=True)
    from_edited_at = models.DateTimeField(null=True, blank=True)
    from_escalated = models.BooleanField(default=False)
    from_appealed = models.BooleanField(default=False)
    from_body = models.TextField(blank=True, help_text=_("The words before, where they changed."))
    from_edit = models.TextField(blank=True, help_text=_("The words that waited."))
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    code = models.CharField(_("ground"), max_length=16, choices=ReasonCode.choices, blank=True)
    law = models.CharField(_("legal ground"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    told = models.CharField(_("what its writer reads"), max_length=500, blank=True)
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
            models.CheckConstraint(condition=Q(code__in=["", *ReasonCode.values]), name="comments_action_code_valid"),
            # Only moderators call something against the law: rules hold, and name no ground. The author has a right to
            # know which law (Digital Services Act, article 17(3)(d)).
            models.CheckConstraint(
                condition=~Q(code=ReasonCode.ILLEGAL) | ~Q(law=""), name="comments_action_illegal_names_law"
            ),
            models.CheckConstraint(
                condition=Q(from_status__in=Status.values) | Q(verb=Verb.SUBMIT, from_status=""),
                name="comments_action_from_valid",
            ),
            models.CheckConstraint(
                condition=Q(verb=Verb.UNDO, undoes__isnull=False) | (~Q(verb=Verb.UNDO) & Q(undoes=None)),
                name="comments_action_undo_names_its_action",
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "-at"], name="comments_action_by_actor"),
            models.Index(fields=["at"], name="comments_action_by_time"),
        ]

    def __str__(self):
        return f"{self.get_verb_display()} ({self.comment_id})"


class ScreeningNote(models.Model):
    """What one rule said of a comment, for the moderators. It never quotes the writer: it may outlive the words."""

    comment = models.ForeignKey(ReaderComment, on_delete=models.CASCADE, related_name="notes")
    rule = models.CharField(_("rule"), max_length=40)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    sentence = models.CharField(max_length=300)
    shadow = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "rule"], name="comments_note_one_per_rule"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="comments_note_outcome_valid"),
        ]
        indexes = [models.Index(fields=["rule", "comment"], name="comments_note_by_rule")]

    def __str__(self):
        return self.sentence


@register_setting(icon="comment", order=200)
class CommentSettings(KeptSetting, BaseSiteSetting):
    """Who may comment, and the words around the comment box."""

    WhoMayComment = WhoMayComment

    who_may_comment = models.CharField(
        _("who may comment"), max_length=20, choices=WhoMayComment.choices, default=WhoMayComment.REGISTERED
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Days after a story’s first publication. Empty: comments stay open. A story can be kept open."),
    )
    # Empty ones give the house's own words, in the language of whoever reads them: `shown_heading` and its like.
    heading = models.CharField(
        _("heading"),
        max_length=80,
        blank=True,
        help_text=_("Empty: “Join the conversation”, in the language of the page."),
    )
    invitation = models.CharField(
        _("invitation"),
        max_length=200,
        blank=True,
        help_text=_("Above the box. Empty: “What do you think? The desk reads every comment.”"),
    )
    rules_link_text = models.CharField(
        _("link to the comment rules"), max_length=80, blank=True, help_text=_("Empty: “Comment rules”.")
    )
    rules_page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("comment rules"), null=True, blank=True, on_delete=models.SET_NULL
    )
    health_note = models.CharField(
        _("health and privacy note"),
        max_length=300,
        blank=True,
        help_text=_("Empty: that everybody can read it, and to think twice before naming treatments or people."),
    )

    # How long things are kept, in days: comments/retention.py. Laws name no number: no longer than they are of use.
    forget_withdrawn_after = models.PositiveSmallIntegerField(
        _("withdrawn comments"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("Days after which the words their writers took back are erased."),
    )
    forget_refused_after = models.PositiveSmallIntegerField(
        _("rejected, removed and spam comments"),
        default=180,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Days after the decision. Until then it can be undone and appealed, and the rules and the spam score learn "
            "from it; the rules look back 90 days."
        ),
    )
    forget_flags_after = models.PositiveSmallIntegerField(
        _("reports of visitors"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("Days after which an answered report loses its note and what stands for the visitor’s network."),
    )
    forget_failed_mail_after = models.PositiveSmallIntegerField(
        _("undelivered e-mail"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(30)],  # the worker keeps no failed task longer
        help_text=_(
            "Days for which an e-mail that could not be delivered can be looked at. Delivered ones stay a day."
        ),
    )

    select_related = ["rules_page"]
    registration_open: bool | None = None  # None: nobody has looked

    @classmethod
    def base_queryset(cls):
        """With whether readers can make an account: a story's page says so beside the box, and asks once for both."""
        registration = RegistrationSettings.objects.filter(site=OuterRef("site"))
        return super().base_queryset().annotate(registration_open=Subquery(registration.values("registration_open")))

    panels = [
        FieldPanel("who_may_comment"),
        FieldPanel("close_after_days"),
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
        MultiFieldPanel(
            [
                FieldPanel("forget_withdrawn_after"),
                FieldPanel("forget_refused_after"),
                FieldPanel("forget_flags_after"),
                FieldPanel("forget_failed_mail_after"),
            ],
            heading=_("How many days things are kept"),
        ),
    ]

    class Meta:
        verbose_name = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(who_may_comment__in=WhoMayComment.values), name="comments_settings_who_valid"
            )
        ]

    @property
    def shown_heading(self):
        return self.heading or gettext("Join the conversation")

    @property
    def shown_invitation(self):
        return self.invitation or gettext("What do you think? The desk reads every comment.")

    @property
    def shown_rules_link_text(self):
        return self.rules_link_text or gettext("Comment rules")

    @property
    def shown_health_note(self):
        return self.health_note or gettext(
            "Everybody can read what you write. Think twice before you name a treatment you have had, "
            "a doctor or another person."
        )
