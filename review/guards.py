"""What may not be deleted or changed, whoever tries and on whatever way."""

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete, pre_save
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .models import Desk, LogSeal


def connect():
    pre_delete.connect(_keep_desks_in_use, sender=Desk, dispatch_uid="review.guards.desk")
    pre_save.connect(_seals_are_added, sender=LogSeal, dispatch_uid="review.guards.seal_changed")
    pre_delete.connect(_seals_stay, sender=LogSeal, dispatch_uid="review.guards.seal_deleted")


def _keep_desks_in_use(instance, **kwargs):
    """Without its desk, a stage would let every story pass."""
    if stages := list(instance.tasks.filter(active=True)):
        names = {"desk": instance.name, "stages": get_text_list([stage.name for stage in stages], _("and"))}
        sentence = _("“%(desk)s” was not deleted: it signs at %(stages)s. Take it out of there first.") % names
        raise ProtectedError(sentence, set(stages))


def _seals_are_added(instance, raw, **kwargs):
    if not instance._state.adding and not raw:
        raise ProtectedError(_("The audit log is only added to."), {instance})


def _seals_stay(instance, **kwargs):
    raise ProtectedError(_("The audit log is only added to."), {instance})
