"""What an editor says about a change, in words that readers will read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.house_time import told

from .declaring import checked
from .models import LONGEST_TEXT, Correction, Kind

MEANINGS = {
    Kind.MINOR_FIX: gettext_lazy("a slip of the pen; readers are told nothing, no date moves"),
    Kind.UPDATE: gettext_lazy("something new has happened since"),
    Kind.CLARIFICATION: gettext_lazy("it was right, and could be misunderstood"),
    Kind.CORRECTION: gettext_lazy("something was wrong: both what was wrong and what is right"),
    Kind.EDITORS_NOTE: gettext_lazy("what the desk has to say about the story itself"),
}
PLACES = [
    ("", gettext_lazy("The usual place")),
    ("top", gettext_lazy("Above the text")),
    ("end", gettext_lazy("Below the text")),
]


def words(label, help_text="", rows=2):
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class EarlierNotice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.get_kind_display()}, {told(obj.published_at)}"


class NoticeForm(forms.Form):
    """What a change is, and what readers are told."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), widget=forms.RadioSelect)
    was = words(
        gettext_lazy("What was wrong"),
        gettext_lazy("For a correction only. “We fixed an error” tells readers nothing."),
    )
    now = words(gettext_lazy("What is right"), gettext_lazy("For a correction only."))
    text = words(
        gettext_lazy("What readers are told"),
        gettext_lazy("Empty for a correction whose two fields above say it all."),
        rows=3,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Where it stands"),
        choices=PLACES,
        required=False,
        help_text=gettext_lazy("Corrections usually stand above the text, everything else below it."),
    )
    of = EarlierNotice(
        label=gettext_lazy("It puts an earlier notice right"),
        queryset=Correction.objects.none(),
        required=False,
        empty_label=gettext_lazy("No, it is about the story"),
        help_text=gettext_lazy("Where an earlier notice was wrong itself."),
    )

    def __init__(self, *args, story, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.story = story
        fields: Any = self.fields
        fields["kind"].choices = [(kind.value, f"{kind.label}: {MEANINGS[kind]}") for kind in kinds]
        fields["of"].queryset = story.corrections.to_put_right()

    @property
    def words(self):
        """What declaring.py takes."""
        sent = self.cleaned_data
        place = {"top": True, "end": False}.get(sent["place"])
        return {name: sent[name] for name in ("was", "now", "text", "of")} | {"on_top": place}

    def clean(self):
        super().clean()
        if not self.errors:
            try:
                checked(self.story, Kind(self.cleaned_data["kind"]), **self.words)
            except ValidationError as error:
                self.add_error(None, error)
        return self.cleaned_data


class RetractionForm(forms.Form):
    headline = forms.CharField(
        label=gettext_lazy("Headline that stays"),
        max_length=255,
        help_text=gettext_lazy("Everything else of the story goes. Change it where the headline itself is wrong."),
    )
    text = forms.CharField(
        label=gettext_lazy("Why it is retracted"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Readers read this in the place of the story."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_text(self):
        if not self.cleaned_data["text"].strip():
            raise ValidationError(_("Say why."))
        return self.cleaned_data["text"]
