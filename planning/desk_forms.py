"""What is asked on the board, and when a story is given to somebody."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.house_time import zone_name
from articles.models import Byline, TopicPage
from people.models import PersonPage
from review.assignments import members

from .board import Due
from .forms import HouseTimeField
from .querysets import open_turns


def people_at_work():
    """Writers, and those who have a story on their desk, as choices."""
    writers = PersonPage.objects.filter(is_writer=True).order_by("title").values_list("pk", "title")
    holders = get_user_model().objects.filter(pk__in=open_turns().values("assignee")).order_by("email")
    return [
        ("", _("Everybody")),
        (_("Writers"), [(f"writer-{pk}", title) for pk, title in writers]),
        (_("Have a story on their desk"), [(f"user-{user.pk}", str(user)) for user in holders]),
    ]


class BoardForm(forms.Form):
    """What the board is narrowed to."""

    topic = forms.ModelChoiceField(
        TopicPage.objects.order_by("title"), label=_("Topic"), required=False, empty_label=_("All topics")
    )
    due = forms.ChoiceField(label=_("Deadline"), required=False, choices=[("", _("Any")), *Due.choices])
    mine = forms.BooleanField(label=_("My stories"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        # Not on the class: who is at work is looked up once for each form.
        self.fields["person"] = forms.ChoiceField(label=_("Person"), required=False, choices=people_at_work())

    def clean_person(self):
        """The writer's page or the account that was chosen."""
        kind, _dash, number = self.cleaned_data["person"].partition("-")
        if not number:
            return None
        model = PersonPage if kind == "writer" else get_user_model()
        return model.objects.filter(pk=number).first()


def receivers(turn):
    """Those who can be given a desk's turn: its people, except who wrote the story."""
    writers = Byline.objects.filter(article=turn.page_id, person__user__isnull=False).values("person__user")
    return members(turn).exclude(pk__in=writers).exclude(pk=turn.page.owner_id)


class HandOnForm(forms.Form):
    def __init__(self, *args, turn, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(
            receivers(turn).exclude(pk=turn.assignee_id),
            label=pgettext_lazy("receiver", "To"),
            required=False,
            empty_label=gettext("Whoever takes it at %(desk)s") % {"desk": turn.desk_name},
        )


class AssignForm(forms.Form):
    def __init__(self, *args, turn, **kwargs):
        due_at = turn.due_at and turn.due_at.replace(second=0, microsecond=0)  # as the field shows it
        super().__init__(*args, initial={"to": turn.assignee_id, "due_at": due_at}, **kwargs)
        names = {"desk": turn.desk_name, "zone": zone_name()}
        self.fields["to"] = forms.ModelChoiceField(
            receivers(turn),
            label=pgettext_lazy("receiver", "To"),
            empty_label=gettext("Choose somebody at %(desk)s") % names,
        )
        self.fields["due_at"] = HouseTimeField(
            label=_("Deadline"),
            required=False,
            help_text=gettext("Of %(desk)s for this story, on the clock of %(zone)s. Empty: as it was.") % names,
        )

    def clean_due_at(self):
        due_at = self.cleaned_data["due_at"]
        if due_at and "due_at" in self.changed_data and due_at < timezone.now():
            raise ValidationError(gettext("This time is over already. Choose a later one."))
        return due_at
