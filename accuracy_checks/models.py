from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from accounts.house_rows import KeptSetting
from articles.blocks.people import StatementKind
from review.models import SignOffTask

from .querysets import AccuracyCheckQuerySet

WAITS_FOR_SOURCES = "accuracy_checks"


class Policy(models.TextChoices):
    """What a source gets to see. Newsrooms differ, and for good reasons (domain rule Q3)."""

    NEVER = "never", _("Never: sources are asked for nothing")
    FACTS_ONLY = "facts_only", _("Facts only: our paraphrases and the credit, never the exact quotes")
    READ_BACK = "readback", _("Read-back: all of their statements, word for word")
    FULL = "full", _("Full context: all of their statements, with the paragraphs around each")


LONGEST_TERM = 60  # days


@register_setting(icon="openquote", order=120)
class AccuracyPolicy(KeptSetting, BaseSiteSetting):
    """What the house does about asking its sources. It is asked for facts and attribution; nobody approves a text."""

    policy = models.CharField(
        _("what sources are shown"), max_length=20, choices=Policy.choices, default=Policy.READ_BACK
    )
    days = models.PositiveSmallIntegerField(
        _("days to answer"), default=7, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)]
    )
    tells_readers = models.BooleanField(
        _("readers see “checked with …”"),
        default=False,
        help_text=_("Below a story, with the name and the day, where every word of a source was confirmed."),
    )

    panels = [FieldPanel("policy"), FieldPanel("days"), FieldPanel("tells_readers")]

    class Meta:
        verbose_name = _("accuracy checks")
        constraints = [
            models.CheckConstraint(condition=Q(policy__in=Policy.values), name="accuracy_checks_policy_valid"),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=LONGEST_TERM), name="accuracy_checks_policy_days_valid"
            ),
        ]


class CheckState(models.TextChoices):
    """Where the letter to a source stands."""

    TO_ASK = "to_ask", _("To be asked: no e-mail address")
    OUT = "out", _("Asked, no answer yet")
    ANSWERED = "answered", _("Answered")
    EXPIRED = "expired", _("Not answered in time")
    REVOKED = "revoked", _("Link withdrawn by the desk")
    REPLACED = "replaced", _("Replaced by a newer one")


OPEN = [CheckState.TO_ASK, CheckState.OUT]


class Decision(models.TextChoices):
    NONE = "", _("Not decided")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Decidable(models.Model):
    """A suggestion from outside, and what an editor made of it. Written by accuracy_checks/deciding.py alone."""

    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def decided_well(name):
    """The constraints of a Decidable: a decision has its hour, and no suggestion is declined without a reason."""
    return [
        models.CheckConstraint(condition=Q(decision__in=Decision.values), name=f"{name}_decision_valid"),
        models.CheckConstraint(
            condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
            name=f"{name}_decision_dated",
        ),
        models.CheckConstraint(
            condition=~Q(decision=Decision.DECLINED) | ~Q(reason=""), name=f"{name}_declined_with_reason"
        ),
    ]


class AccuracyCheck(Decidable):
    """One letter to one source of one story. The decision is about what they say of their own credentials.

    Written by asking.py, answering.py and deciding.py. Rows stay: they say who was asked what, and when.
    """

    story = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="accuracy_checks")
    person = models.ForeignKey("people.PersonPage", on_delete=models.PROTECT, related_name="accuracy_checks")
    email = models.EmailField(_("e-mail address"), blank=True)
    # Part of the signed link; no letter, no link.
    link_key = models.UUIDField(default=uuid4, editable=False, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=CheckState.choices, default=CheckState.OUT)
    policy = models.CharField(_("what they are shown"), max_length=20, choices=Policy.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("open until"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # When it expired, was withdrawn or replaced; of an answered one, since when its link does not show it any more.
    closed_at = models.DateTimeField(null=True, blank=True)
    # An answer by telephone: who at the desk wrote it down, and how it came.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)
    credentials = models.TextField(_("what is wrong with how they are credited"), blank=True)

    statements: Any  # by CheckedStatement.check_of
    objects = AccuracyCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("accuracy check")
        verbose_name_plural = _("accuracy checks")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="accuracy_checks_check_state_valid"),
            models.CheckConstraint(condition=Q(policy__in=Policy.values), name="accuracy_checks_check_policy_valid"),
            models.UniqueConstraint(
                fields=["story", "person"],
                condition=Q(state__in=[CheckState.TO_ASK, CheckState.OUT]),
                name="accuracy_checks_check_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state=CheckState.ANSWERED, answered_at__isnull=False)
                | (~Q(state=CheckState.ANSWERED) & Q(answered_at=None)),
                name="accuracy_checks_check_answer_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.OUT) | ~Q(email=""), name="accuracy_checks_check_out_has_address"
            ),
            *decided_well("accuracy_checks_check"),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="accuracy_checks_due")]

    def __str__(self):
        return f"{self.person}: {self.story}"

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def shows_answer(self):
        """Whether its link shows what was answered: until the time to answer is over, or the desk withdraws it."""
        return self.state == CheckState.ANSWERED and self.closed_at is None and self.expires_at > timezone.now()

    @property
    def is_undecided(self):
        """Whether the source says that they are credited wrongly, and nobody has dealt with it."""
        return bool(self.credentials) and not self.decision


class Answer(models.TextChoices):
    NONE = "", _("No answer")
    ACCURATE = "accurate", _("This is accurate")
    FACT_WRONG = "fact_wrong", _("A fact is wrong")
    NOT_SAID = "not_said", _("I did not say this")


DISPUTED = [Answer.FACT_WRONG, Answer.NOT_SAID]


class CheckedStatement(Decidable):
    """One statement as it stood when its source was asked, what they said of it, and what an editor made of that."""

    check_of = models.ForeignKey(AccuracyCheck, on_delete=models.CASCADE, related_name="statements")
    position = models.PositiveSmallIntegerField()
    block_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=20, choices=StatementKind.choices)
    lead_in = models.CharField(max_length=250, blank=True)
    words = models.TextField()
    # SHA-256 of what was to be confirmed, in hexadecimal: see statements.py.
    digest = models.CharField(max_length=64)
    before = models.TextField(blank=True)  # what stands around it, as far as the policy shows it
    after = models.TextField(blank=True)
    credited_as = models.CharField(max_length=500, blank=True)  # empty: ascribed to nobody
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    correction = models.TextField(blank=True)  # which fact, and what would be right

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "block_id"], name="accuracy_checks_statement_once"),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="accuracy_checks_statement_answer_valid"
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.FACT_WRONG) | ~Q(correction=""),
                name="accuracy_checks_statement_says_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(answer__in=[Answer.FACT_WRONG, Answer.NOT_SAID]),
                name="accuracy_checks_statement_decided_if_disputed",
            ),
            *decided_well("accuracy_checks_statement"),
        ]
        indexes = [models.Index(fields=["block_id"], name="accuracy_checks_block")]

    def __str__(self):
        return self.words

    @property
    def is_disputed(self):
        return self.answer in DISPUTED

    @property
    def is_undecided(self):
        return self.is_disputed and not self.decision

    @property
    def is_quotation(self):
        return self.kind in (StatementKind.DIRECT, StatementKind.PARTIAL)


class AccuracyCheckTask(SignOffTask):
    """A stage at which the sources are asked. It passes by itself when the last of their answers is settled.

    Its desk may mend the story meanwhile, send it back, or sign and so let it go on without waiting.
    """

    waits_for = WAITS_FOR_SOURCES

    class Meta:
        verbose_name = _("accuracy checks")
        verbose_name_plural = _("accuracy checks")

    def start_plainly(self, workflow_state, user=None):
        from . import asking  # which asks for these models

        task_state = super().start_plainly(workflow_state, user)
        asking.ask_everybody(workflow_state.content_object.specific, by=user)
        return task_state

    @classmethod
    def get_description(cls):
        return _("Asks the sources whether their statements are accurate; goes on when every answer is settled")
