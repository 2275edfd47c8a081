from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import LONGEST_TERM, Answer

WORDS = 2000  # characters of what a source types about one statement
CHOICES = [(value, label) for value, label in Answer.choices if value]


class AnswerForm(forms.Form):
    """What a source says of each of their statements, on their page or on the telephone.

    Args:
        statements: what is asked: CheckedStatements, or Statements; anything with `key`.
    """

    label_of_answer = _("Your answer")
    credentials = forms.CharField(
        label=_("Is anything wrong with your name, title or credentials?"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty if all is right."),
    )

    def __init__(self, data=None, *, keys):
        super().__init__(data)
        self.keys = list(keys)
        for key in self.keys:
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                choices=CHOICES,
                widget=forms.RadioSelect,
                label=self.label_of_answer,
                error_messages={"required": _("Choose one of the three answers.")},
            )
            self.fields[f"correction-{key}"] = forms.CharField(
                label=_("What is wrong, and what would be right?"),
                required=False,
                max_length=WORDS,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        for key in self.keys:
            is_wrong = cleaned.get(f"answer-{key}") == Answer.FACT_WRONG
            if is_wrong and not cleaned.get(f"correction-{key}") and f"correction-{key}" not in self.errors:
                self.add_error(f"correction-{key}", ValidationError(_("Tell us which fact is wrong.")))
        return cleaned

    @property
    def answers(self):
        """{key: (Answer, which fact is wrong)}."""
        of = self.cleaned_data
        return {key: (of[f"answer-{key}"], of[f"correction-{key}"]) for key in self.keys}

    def fields_of(self, key):
        return self[f"answer-{key}"], self[f"correction-{key}"]


class CallForm(AnswerForm):
    """An answer by telephone, as somebody at the desk writes it down."""

    label_of_answer = _("What they said")
    credentials = forms.CharField(
        label=_("What they said is wrong with their name, title or credentials"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty if all is right."),
    )
    note = forms.CharField(
        label=_("Who spoke to whom, and when"),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("E.g. “Spoke to her myself on Tuesday at ten, she read the notes along with me.”"),
    )


class AskForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    days = forms.IntegerField(label=_("Days to answer"), min_value=1, max_value=LONGEST_TERM)
