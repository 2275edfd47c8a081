"""Times are typed and shown on the house's clock, whatever zone somebody has chosen for their own account."""

from datetime import UTC, datetime

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from articles.house_time import local, on_the_clock, refuse_other_centuries, zone_name

from . import embargo, plans


class HouseTimeField(forms.DateTimeField):
    """A day and an hour on the house's clock."""

    widget = AdminDateTimeInput

    def prepare_value(self, value):
        return local(value).replace(tzinfo=None) if isinstance(value, datetime) else value

    def to_python(self, value):
        with timezone.override(UTC):  # as it was typed
            typed = super().to_python(value)
        return typed and on_the_clock(typed.date(), typed.time())


class DayField(forms.DateField):
    widget = AdminDateInput
    default_validators = [refuse_other_centuries]


class PlanForm(forms.Form):
    """A story's plan. What was not changed in this form stays as it is, even if somebody else changed it meanwhile."""

    deadline = HouseTimeField(label=gettext_lazy("Deadline"), required=False, show_hidden_initial=True)
    planned_for = DayField(
        label=gettext_lazy("Planned for"),
        required=False,
        show_hidden_initial=True,
        help_text=gettext_lazy(
            "The day on which the story is meant to run. It publishes nothing: the hour at which a story goes live is "
            "set in its editor, under Status."
        ),
    )
    embargo_until = HouseTimeField(label=gettext_lazy("Embargo until"), required=False, show_hidden_initial=True)
    embargo_agreed_with = forms.CharField(
        label=gettext_lazy("Agreed with"),
        required=False,
        max_length=200,
        show_hidden_initial=True,
        help_text=gettext_lazy(
            "Needed for an embargo: who was promised that nothing is public before then, a brand for one."
        ),
    )
    go_live_then = forms.BooleanField(
        label=gettext_lazy("Let it go live when the embargo ends"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "The newest draft gets that time as its go-live date. What was approved already goes live then by itself; "
            "a draft needs its approval first."
        ),
    )

    WHEN = ["deadline", "planned_for"]
    PROMISE = ["embargo_until", "embargo_agreed_with"]

    def __init__(self, *args, plan, may_change_embargo, **kwargs):
        initial = {name: getattr(plan, name) for name in (*self.WHEN, *self.PROMISE)}
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("deadline", "embargo_until"):
            self.fields[name].label = f"{self.fields[name].label} ({zone_name()})"
        if not may_change_embargo:
            for name in (*self.PROMISE, "go_live_then"):
                del self.fields[name]

    @property
    def as_it_was(self):
        """Hidden fields with what this form showed when it was opened; Wagtail's field template leaves them out."""
        return [field.as_hidden(only_initial=True) for field in self if field.field.show_hidden_initial]

    def changes(self, names):
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}

    def clean(self):
        cleaned = super().clean()
        if set(self.PROMISE) & set(self.changed_data) and not set(self.PROMISE) & set(self.errors):
            self.refuse_half_an_embargo(cleaned)
        return cleaned

    def refuse_half_an_embargo(self, cleaned):
        if any(cleaned[name] for name in self.PROMISE):
            if not cleaned["embargo_until"]:
                self.add_error("embargo_until", _("Say until when the embargo lasts."))
        elif any(self[name].initial for name in self.PROMISE):
            self.add_error("embargo_until", _("Emptying it does not end an embargo. Press “Lift the embargo” instead."))

    def save(self, page, *, by):
        """Do everything, or nothing.

        Returns:
            An Embargoed if the embargo was changed, else None.

        Raises:
            ValidationError: the embargo is refused (planning/embargo.py); nothing was saved.
        """
        with transaction.atomic():
            plans.change(page, by=by, **self.changes(self.WHEN))
            if not any(self.changes(self.PROMISE).values()):
                return None
            until, agreed_with = (self.cleaned_data[name] for name in self.PROMISE)
            return embargo.set_embargo(page, until, agreed_with, by=by, go_live_then=self.cleaned_data["go_live_then"])


class MoveForm(forms.Form):
    """Where an entry of the calendar goes. `seen` is where it was when the form was opened."""

    day = DayField(label=gettext_lazy("Day"))
    hour = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=AdminTimeInput)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, has_hour, **kwargs):
        super().__init__(*args, **kwargs)
        if has_hour:
            self.fields["hour"].label = f"{self.fields['hour'].label} ({zone_name()})"
            self.fields["hour"].help_text = _("Empty: the same time as before.")
        else:
            del self.fields["hour"]
