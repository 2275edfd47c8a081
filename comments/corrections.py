"""“This fact is wrong”: what readers tell the desk about a story, and what the desk makes of it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import log
from wagtail.permissions import page_permission_policy

from articles.models import ArticlePage
from notices import recipients
from notices.models import Kind
from notices.outbox import tell
from readiness.findings import Gap, Severity
from readiness.reports import recheck
from readiness.rules import rule

LONGEST_PASSAGE = 600  # characters
LONGEST_TEXT = 1500


ANSWER_WITHIN = timedelta(days=7)  # what readers are promised, and from when on the inbox calls a report overdue


class CorrectionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    IN_HAND = "in_hand", _("Being checked")
    CORRECTED = "corrected", _("Corrected")
    RIGHT_AS_IT_IS = "right", _("Right as it is")


UNANSWERED = [CorrectionStatus.OPEN, CorrectionStatus.IN_HAND]


class CorrectionQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has answered, somebody checks them or not."""
        return self.filter(status__in=UNANSWERED)

    def for_editor(self, user):
        """Those about stories that this person may edit."""
        stories = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
        return self.filter(article__in=stories.values("pk"))


class CorrectionRequest(models.Model):
    """What somebody says is wrong in a story: a passage of it, or what a comment below it points out.

    Attributes:
        passage: the words of the story that are said to be wrong, as the reader gave them.
        wrong: what is wrong about them, and what is right.
        submission: one for each form handed out, so that sending it twice makes one request; and the secret in the
            address at which the reader sees what became of it, without an account.
        answer: what the desk answered; the reader gets it by e-mail where there is an address.
        notice: the notice on the story that puts it right.
    """

    Status = CorrectionStatus

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="correction_requests"
    )
    comment = models.ForeignKey(
        "comments.ReaderComment", verbose_name=_("comment"), null=True, blank=True, on_delete=models.SET_NULL
    )
    passage = models.CharField(_("the passage"), max_length=LONGEST_PASSAGE, blank=True)
    wrong = models.CharField(_("what is wrong"), max_length=LONGEST_TEXT)
    source = models.URLField(_("where it can be looked up"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reader"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="correction_requests",
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    at = models.DateTimeField(_("received"), default=timezone.now)
    status = models.CharField(_("status"), max_length=10, choices=CorrectionStatus.choices, default="open")
    answer = models.CharField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    notice = models.ForeignKey(
        "corrections.Correction",
        verbose_name=_("notice"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="correction_requests",
    )
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects: CorrectionQuerySet = CorrectionQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        default_permissions = ()
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CorrectionStatus.values), name="comments_correction_status"),
            models.CheckConstraint(
                condition=Q(status__in=UNANSWERED, answered_at=None)
                | (~Q(status__in=UNANSWERED) & Q(answered_at__isnull=False)),
                name="comments_correction_answered_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["article"], condition=Q(status__in=UNANSWERED), name="comments_correction_open")
        ]

    def __str__(self):
        return str(self.article)

    @property
    def is_open(self):
        return self.status in UNANSWERED

    @property
    def due_at(self):
        return self.at + ANSWER_WITHIN

    @property
    def is_overdue(self):
        return self.is_open and self.due_at < timezone.now()

    @property
    def address(self):
        """Where an answer goes, if anywhere."""
        return self.by.email if self.by else self.email


@transaction.atomic
def ask(article, *, wrong, submission, passage="", comment=None, source="", by=None, email=""):
    """Put a request on the desk of the story and tell its writers and the managing editors.

    Returns:
        The CorrectionRequest; the same form sent again gives the one it made.
    """
    request = CorrectionRequest(
        article=article,
        comment=comment,
        passage=passage,
        wrong=wrong,
        source=source,
        by=by,
        email="" if by else email,
        submission=submission,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        earlier = CorrectionRequest.objects.filter(submission=submission).first()
        if earlier is None:
            raise
        if (earlier.wrong, earlier.passage, earlier.source) == (wrong, passage, source):
            return earlier
        # Back, and put differently: those words are a request of their own.
        return ask(
            article,
            wrong=wrong,
            submission=uuid.uuid4(),
            passage=passage,
            comment=comment,
            source=source,
            by=by,
            email=email,
        )
    recheck([article.pk])
    people = recipients.colleagues().filter(
        Q(pk__in=recipients.writers_of(article).values("pk")) | Q(pk__in=recipients.managing_editors().values("pk"))
    )
    tell(people, Kind.CORRECTION_ASKED, article, by=None, key=f"correction:{request.pk}", note=wrong)
    return request


@transaction.atomic
def take_in_hand(request, *, by):
    """Tell reader and colleagues that somebody is checking it. Returns whether nobody was yet.

    Raises:
        PermissionDenied: `by` may not edit the story.
    """
    if not may_answer(by, request):
        raise PermissionDenied
    untouched = CorrectionRequest.objects.filter(pk=request.pk, status=CorrectionStatus.OPEN)
    if not untouched.update(status=CorrectionStatus.IN_HAND, answered_by=by):
        return False
    log(request.article, "comments.correction", user=by, data={"status": CorrectionStatus.IN_HAND})
    return True


@transaction.atomic
def answer(request, status, *, by, text="", notice=None):
    """Close a request.

    Args:
        status: CORRECTED or RIGHT_AS_IT_IS.
        text: what the reader gets by e-mail, where there is an address.
        notice: the Correction on the story that puts it right, if there is one.

    Returns:
        Whether it was open; of two editors the first counts.

    Raises:
        PermissionDenied: `by` may not edit the story.
    """
    if not may_answer(by, request):
        raise PermissionDenied
    changed = CorrectionRequest.objects.open().filter(pk=request.pk)
    notice = notice if status == CorrectionStatus.CORRECTED else None
    if not changed.update(status=status, answer=text, answered_by=by, answered_at=timezone.now(), notice=notice):
        return False
    request.refresh_from_db()
    recheck([request.article_id])
    log(request.article, "comments.correction", user=by, data={"status": status})
    return True


def may_answer(user, request):
    return request.article.permissions_for_user(user).can_edit()


@rule("articles.ArticlePage", Severity.WARNING)
def said_to_be_wrong(page):
    """What a reader has told the desk, as long as nobody has answered. A story that never was public has no readers."""
    number = CorrectionRequest.objects.open().filter(article=page.pk).count() if page.first_published_at else 0
    if number:
        yield Gap(
            ngettext(
                "A reader says that something is wrong.", "%(number)s readers say that something is wrong.", number
            )
            % {"number": number},
            gettext("Read it under Reports, Correction requests, and close it there."),
        )
