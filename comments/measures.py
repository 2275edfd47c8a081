"""What moderators do about a writer rather than a comment: warn, suspend, ban, hold in silence."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import log


class MeasureKind(models.TextChoices):
    WARN = "warn", _("Warning")
    SUSPEND = "suspend", _("Suspension")
    BAN = "ban", _("Ban")
    SHADOW = "shadow", _("Held in silence")


class ReasonCode(models.TextChoices):
    """The ground of a decision, as its log, its statement of reasons and the yearly numbers name it."""

    OFF_TOPIC = "off_topic", _("Nothing to do with the story")
    ABUSE = "abuse", _("Abuse or harassment")
    HATE = "hate", _("Hatred of a group of people")
    PERSONAL_DATA = "personal_data", _("Personal details of somebody")
    UNSAFE_ADVICE = "unsafe_advice", _("Unsafe treatment advice")
    PROMOTION = "promotion", _("Undeclared promotion")
    SPAM = "spam", _("Advertising or spam")
    COPYRIGHT = "copyright", _("Somebody else’s text")
    ILLEGAL = "illegal", _("Against the law")
    OTHER = "other", _("Another house rule")


class MeasureQuerySet(models.QuerySet):
    def in_force(self):
        now = timezone.now()
        return self.filter(lifted_at=None).filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def against(self, author_id, email=""):
        """Those against the account, or against the address of the guest or the account.

        A ban outlives the account: see comments/erasing.py.
        """
        account = Q(author=author_id) if author_id else Q()
        address = Q(address=address_key(email)) if email else Q()
        return self.filter(account | address) if account or address else self.none()

    def told_to(self, author_id):
        """What the account is told of: all but silence, and a warning until it is confirmed."""
        shown = self.against(author_id).in_force().exclude(kind=MeasureKind.SHADOW)
        return shown.exclude(kind=MeasureKind.WARN, seen_at__isnull=False).order_by("at")


class AuthorMeasure(models.Model):
    """A measure against one account, or one guest's address. Lifted ones stay as history.

    Attributes:
        address: a keyed hash of a guest's e-mail address: a ban outlives the address itself.
        comment: the one that gave rise to it.
        law: the legal ground, where the code is ILLEGAL.
        told: what the author reads.
        note: what only moderators read.
        seen_at: when the author has confirmed a warning; until then they read it whenever they come to write.
        batch: what was decided about the author's comments along with it, and is undone along with it.
    """

    Kind = MeasureKind

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="comment_measures"
    )
    address = models.CharField(max_length=64, blank=True)
    kind = models.CharField(_("measure"), max_length=10, choices=MeasureKind.choices)
    code = models.CharField(_("ground"), max_length=16, choices=ReasonCode.choices)
    law = models.CharField(_("legal ground"), max_length=200, blank=True)
    comment = models.ForeignKey(
        "comments.ReaderComment", null=True, blank=True, on_delete=models.SET_NULL, related_name="measures"
    )
    told = models.CharField(_("what the author reads"), max_length=500, blank=True)
    note = models.CharField(_("note for moderators"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("since"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    seen_at = models.DateTimeField(_("confirmed by the author"), null=True, blank=True)
    batch = models.OneToOneField(
        "comments.ModerationBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="measure"
    )

    objects: MeasureQuerySet = MeasureQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        default_permissions = ()
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="comments_measure_kind_valid"),
            models.CheckConstraint(condition=Q(code__in=ReasonCode.values), name="comments_measure_code_valid"),
            models.CheckConstraint(
                condition=Q(author__isnull=False, address="") | (Q(author=None) & ~Q(address="")),
                name="comments_measure_account_or_address",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MeasureKind.SUSPEND) | Q(ends_at__isnull=False),
                name="comments_measure_suspension_ends",
            ),
            models.CheckConstraint(
                condition=~Q(code=ReasonCode.ILLEGAL) | ~Q(law=""), name="comments_measure_illegal_names_law"
            ),
            # The author of spam learns nothing from us (Digital Services Act, article 17(2)); anybody else is told.
            models.CheckConstraint(
                condition=~Q(kind=MeasureKind.SHADOW) | Q(code=ReasonCode.SPAM),
                name="comments_measure_silence_for_spam",
            ),
        ]
        indexes = [models.Index(fields=["address"], condition=~Q(address=""), name="comments_measure_address")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_warning(self):
        return self.kind == MeasureKind.WARN

    @property
    def is_in_force(self):
        return self.lifted_at is None and (self.ends_at is None or self.ends_at > timezone.now())

    @property
    def reader_address(self):
        """Where its subject can be written to, or "": of guests we keep no address but that of their comment."""
        if self.author:
            return self.author.email if self.author.is_active else ""
        return self.comment.guest_email if self.comment else ""

    def lift(self, *, by):
        """End it now; returns whether it was in force. Called by measure_appeals.lift, which tells who appealed."""
        lifted = AuthorMeasure.objects.filter(pk=self.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)
        if lifted:
            log(self, "comments.lift", user=by)
        self.refresh_from_db()
        return bool(lifted)


def address_key(email):
    """Stands for a guest's e-mail address without naming it."""
    return salted_hmac("comments.measures", email.strip().lower(), algorithm="sha256").hexdigest()


def measures_against(author_id, email=""):
    """The measures in force against an account or an address, by kind."""
    found = AuthorMeasure.objects.against(author_id, email).in_force()
    return {measure.kind: measure for measure in found.order_by("at")}
