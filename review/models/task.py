from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.models import Task, TaskState

from articles.models import TopicPage

from .. import decisions, stages
from ..assignments import CAN_ASSIGN
from ..forms import DecisionForm, SendBackForm
from .records import Desk, Quorum, StageDefinition, TurnStatus


class SignOffTask(StageDefinition, Task):
    """A stage of a workflow at which several desks sign side by side, each in its own time.

    Wagtail asks a task what may be done and tells it what was; the answers come from review/stages.py and
    review/decisions.py, which know the whole run of a story as it was when it began.
    """

    desks = models.ManyToManyField(Desk, verbose_name=gettext_lazy("desks"), related_name="tasks")
    topics = models.ManyToManyField(
        TopicPage, verbose_name=gettext_lazy("only in these topics"), blank=True, related_name="+"
    )

    # What else this kind of stage waits for, by a name that review/conditions.py knows; most wait for desks alone.
    waits_for = ""

    admin_form_fields = [
        *Task.admin_form_fields,
        "desks",
        "quorum",
        "desks_needed",
        "own_edits_count",
        "hours",
        "only_when",
        "topics",
    ]
    admin_form_widgets = {"desks": CheckboxSelectMultiple, "topics": CheckboxSelectMultiple}

    class Meta:
        verbose_name = gettext_lazy("sign-off stage")
        verbose_name_plural = gettext_lazy("sign-off stages")

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.quorum == Quorum.SOME_DESKS and not self.desks_needed:
            raise ValidationError({"desks_needed": _("Say how many desks must sign.")})

    def start(self, workflow_state, user=None):
        return stages.enter(workflow_state, self, user)

    def start_plainly(self, workflow_state, user=None):
        """Wagtail's own start: a task state in progress, and its signal."""
        return super().start(workflow_state, user)

    def on_action(self, task_state, user, action_name, **kwargs):
        decisions.decide(task_state, user, action_name, kwargs)

    def get_actions(self, obj, user):
        return decisions.actions(obj, user)

    def get_form_for_action(self, action):
        return SendBackForm if action == "reject" else DecisionForm

    def locked_for_user(self, obj, user):
        # A story whose change is being read must be taken down at once when need be: who looks after the desks may.
        return not (user.has_perm(CAN_ASSIGN) or stages.is_at_a_desk(obj, user))

    def user_can_access_editor(self, obj, user):
        return stages.is_at_a_desk(obj, user)

    def user_can_lock(self, obj, user):
        return stages.is_at_a_desk(obj, user)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        waiting = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        return waiting.filter(
            workflow_state__stages__turns__group__in=user.groups.all(),
            workflow_state__stages__turns__status=TurnStatus.OPEN,
        ).distinct()

    @transaction.atomic
    def deactivate(self, user=None):
        """Take the stage out of use for stories submitted from now on. Stories under way keep their own copy.

        Wagtail 8.0.1 cancels the stage of each story under way, and publishes those that have no other.
        """
        self.active = False
        self.save(update_fields=["active"])

    @classmethod
    def get_description(cls):
        return _("Several desks sign off side by side, each for what it answers for")
