"""Desks, the stages of each story's run, and what was signed for. Data only: the verbs are in the modules beside."""

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page, Revision, Task, WorkflowState

from articles.aspects import Aspect
from articles.pins import keep_from_purging


class ChoiceListField(models.JSONField):
    """A list of values out of `choices`, ticked in a form."""

    def validate(self, value, model_instance):
        if not set(value or []) <= {choice for choice, _label in self.flatchoices}:
            raise ValidationError(_("Choose from the list."), code="invalid_choice")
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.flatchoices,
            required=not self.blank,
            label=self.verbose_name.capitalize(),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


class Desk(models.Model):
    """A part of the newsroom that signs for some aspects of a story."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    group = models.ForeignKey(
        Group,
        verbose_name=_("group"),
        on_delete=models.PROTECT,
        related_name="desks",
        help_text=_("Whoever is in this group may sign for the desk."),
    )
    aspects = ChoiceListField(
        _("signs for"),
        default=list,
        choices=Aspect.choices,
        help_text=_("A change of one of these makes the desk's sign-off fall away."),
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Quorum(models.TextChoices):
    """Whose sign-offs a stage needs."""

    EACH_DESK = "each_desk", _("One person of each desk")
    SOME_DESKS = "some_desks", _("One person each of a number of desks")
    EVERYBODY = "everybody", _("Everybody at every desk")


class Condition(models.TextChoices):
    """What a story must be like for a stage to be asked; see review/conditions.py."""

    HAS_STATEMENTS = "has_statements", _("stories with statements")
    HAS_PHOTOS = "has_photos", _("stories with photos")
    NAMES_TREATMENT = "names_treatment", _("stories that name a treatment")
    CHANGES_LIVE_STORY = "changes_live_story", _("changes to published stories")


class StageDefinition(models.Model):
    """What a managing editor decides about a stage. Shared by the task and by the stage of a run it is frozen into."""

    quorum = models.CharField(_("whose sign-offs"), max_length=20, choices=Quorum.choices, default=Quorum.EACH_DESK)
    desks_needed = models.PositiveSmallIntegerField(
        _("how many desks"), null=True, blank=True, help_text=_("Only for “a number of desks”.")
    )
    own_edits_count = models.BooleanField(
        _("whoever edited last may sign"),
        default=False,
        help_text=_("For desks that mend the text themselves. The writer of a story never signs for it."),
    )
    hours = models.PositiveIntegerField(
        _("hours until it is due"),
        null=True,
        blank=True,
        help_text=_("From the moment the story arrives. Empty: none."),
    )
    only_when = ChoiceListField(
        _("only when"),
        default=list,
        blank=True,
        choices=Condition.choices,
        help_text=_("Any one of these is enough. Tick none to ask about every story."),
    )

    class Meta:
        abstract = True


class Stage(StageDefinition):
    """One stage of one story's run, as it was defined when the run began: later changes do not reach it.

    It holds on to its workflow and task: neither can be deleted while a story remembers having passed through.
    """

    workflow_state = models.ForeignKey(WorkflowState, on_delete=models.RESTRICT, related_name="stages")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="stages")
    task = models.ForeignKey(Task, on_delete=models.RESTRICT, related_name="stages")
    name = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField()
    topic_ids = models.JSONField(default=list)
    waits_for = models.CharField(max_length=40, blank=True)  # what lets it pass without its desk, if there is such
    opened_at = models.DateTimeField(null=True)  # when it was the story's turn here, the last time
    closed_at = models.DateTimeField(null=True)
    skipped_because = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["workflow_state", "position"]
        constraints = [
            models.UniqueConstraint(fields=["workflow_state", "position"], name="review_stage_position_unique"),
        ]
        indexes = [models.Index(fields=["page", "closed_at"], name="review_stage_page")]

    def __str__(self):
        return self.name


class TurnStatus(models.TextChoices):
    WAITING = "waiting", _("Not asked now")
    OPEN = "open", _("Asked")
    SIGNED = "signed", _("Signed")
    NOTHING_TO_SIGN = "nothing", _("Nothing to sign")
    OVER = "over", _("Over")  # the run ended, or the stage had enough sign-offs


class Turn(models.Model):
    """One desk's turn at one stage: what my desk, the board and the letters are about.

    `status` is for screens and lists. Whether a story may be published is read from the sign-offs (review/signoffs.py).
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="turns")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="turns")
    desk_name = models.CharField(max_length=80)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="turns")
    aspects = models.JSONField()
    status = models.CharField(max_length=10, choices=TurnStatus.choices, default=TurnStatus.WAITING)
    opened_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="assigned_turns"
    )

    class Meta:
        ordering = ["stage", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "desk_name"], name="review_turn_once_per_desk"),
            models.CheckConstraint(condition=models.Q(status__in=TurnStatus.values), name="review_turn_status_valid"),
        ]
        indexes = [
            models.Index(fields=["group", "status", "due_at"], name="review_turn_waiting"),
            models.Index(fields=["assignee", "status"], name="review_turn_assigned"),
        ]

    def __str__(self):
        return f"{self.desk_name}: {self.get_status_display()}"


class SignOff(models.Model):
    """That one person answers for some aspects of a story, word for word as they were.

    It holds exactly as long as the story's content has the hashes that were signed (`hashes`, one for each aspect
    the desk covers), unless it was withdrawn. `fell_at` only remembers for people when and why it stopped holding.
    """

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="sign_offs")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sign_offs")
    revision = models.ForeignKey(Revision, on_delete=keep_from_purging, related_name="sign_offs")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="sign_offs"
    )
    approver_name = models.CharField(max_length=255)
    role = models.CharField(max_length=150)  # the name of the group they signed in
    hashes = models.JSONField()
    edited_by = models.JSONField(default=list)  # ids of those whose last edits were signed for
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()
    fell_at = models.DateTimeField(null=True)
    fell_because = models.CharField(max_length=255, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "approver"],
                condition=models.Q(withdrawn_at__isnull=True, fell_at__isnull=True),
                name="review_sign_off_once_per_person",
            )
        ]
        indexes = [models.Index(fields=["page", "given_at"], name="review_sign_off_page")]

    def __str__(self):
        return f"{self.approver_name} ({self.turn.desk_name})"


class Fingerprint(models.Model):
    """The hashes of a page's newest version, and who changed each aspect last."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="fingerprint")
    hashes = models.JSONField(default=dict)
    changed_by = models.JSONField(default=dict)  # aspect: id of a user, or null for the system

    class Meta:
        verbose_name = _("fingerprint")

    def __str__(self):
        return str(self.page_id)

    def last_editors(self, aspects):
        return last_editors(self.changed_by, aspects)


def last_editors(changed_by, aspects):
    """The ids of those who last changed one of these aspects, by a Fingerprint's `changed_by`."""
    return {changed_by.get(aspect) for aspect in aspects} - {None}


class LogSeal(models.Model):
    """Ties an entry of Wagtail's audit log to the one before it, so that neither can be changed unseen.

    One chain for each page. See review/log_chain.py.
    """

    entry_id = models.BigIntegerField(unique=True)  # of wagtail.models.PageLogEntry; no key: the seal outlives it
    page_id = models.BigIntegerField()  # no key either: the log outlives the page
    position = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page_id", "position"], name="review_log_seal_position_unique")]

    def __str__(self):
        return f"{self.page_id}/{self.position}"
