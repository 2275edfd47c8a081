import json
import time
import uuid

from django import forms
from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_display_name
from screening.rules.rule import HOUSE_RULES

from .appeals import LONGEST_APPEAL
from .flags import LONGEST_NOTE, FlagReason
from .posting import REFUSALS
from .text import cleaned

OPENED = signing.Signer(salt="comments.form")
LOGGED_OUT = _(
    "You are no longer logged in, so we do not know who writes. Your text is still in the box: log in again, or give a "
    "name and an e-mail address."
)


def stamped(submission):
    """Says, signed, that the form with this UUID is handed out now."""
    return OPENED.sign_object([str(submission), int(time.time())])


def submission_for(story, sent):
    """The UUID of a form that came without one: the same words of the same guest, at the same place, are one comment.

    None for whoever is logged in, whose forms have one. Keyed, so that nobody can tell from it what was written.
    """
    if "email" not in sent:
        return None
    said = json.dumps([story.pk, sent["reply_to"], sent["email"], sent["body"]])
    digest = salted_hmac("comments.submission", said, algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)


class PlainTextField(forms.CharField):
    """Text as typed, cleaned before anything else looks at it; its length is the screening's business."""

    widget = forms.Textarea

    def to_python(self, value):
        return cleaned(super().to_python(value) or "")


class CommentForm(forms.Form):
    """The comment box of a reader with an account. What may be published, screening/pipeline.py decides."""

    body = PlainTextField(
        label=_("Your comment"),
        required=False,
        strip=False,
        # The browser asks for words; what the page says without them, the screening knows.
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "required": True}),
    )
    reply_to = forms.IntegerField(
        required=False, widget=forms.HiddenInput, error_messages={"invalid": REFUSALS["unknown_parent"]}
    )
    # Made anew for each form handed out: sending one twice, or once more after "back", makes one comment.
    submission = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("The form was damaged on its way. Your text is kept: send it once more.")},
    )

    # When the form was handed out, signed together with `submission`.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    # The rules that have given this text back already. Whoever makes it up is held sooner, never published.
    told = forms.CharField(required=False, widget=forms.HiddenInput)
    # Nobody sees this field; programs fill in whatever they find.
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial.setdefault("submission", uuid.uuid4())
        self.initial.setdefault("opened", stamped(self.initial["submission"]))

    def clean_told(self):
        return frozenset(self.cleaned_data["told"].split()) & HOUSE_RULES.keys()

    @property
    def age(self):
        """Seconds since the form was handed out; none at all for a form that nobody handed out."""
        try:
            submission, opened = OPENED.unsign_object(self.cleaned_data.get("opened", ""))
        except (signing.BadSignature, ValueError, TypeError):
            return 0.0
        return time.time() - opened if submission == str(self.cleaned_data.get("submission")) else 0.0

    def renew(self):
        """Shown again, the form makes a new comment."""
        submission = str(uuid.uuid4())
        self.data = dict(self.data.items()) | {"submission": submission, "opened": stamped(submission)}

    def remember(self, rule):
        """Shown again, the form knows that this rule has given the text back."""
        told = self.cleaned_data.get("told") or frozenset()
        self.data = dict(self.data.items()) | {"told": " ".join(sorted({*told, rule} & HOUSE_RULES.keys()))}

    def forget_parent(self):
        """Shown again, the form makes a comment of its own instead of a reply."""
        self.data = dict(self.data.items()) | {"reply_to": ""}


class GuestCommentForm(CommentForm):
    """The comment box of a reader without an account, who confirms an e-mail address instead."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_display_name],
        help_text=_("Shown beside your comment. It need not be your real name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Never shown. We send a link there with which you confirm your comment."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    wants_letters = forms.BooleanField(label=_("E-mail me when somebody answers"), required=False)

    field_order = ["body", "name", "email", "wants_letters"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        if not {"name", "email"} & self.data.keys():  # the box was handed out to somebody with an account
            for name in ("name", "email"):
                del self.errors[name]
            self.add_error(None, LOGGED_OUT)
        return super().clean()

    @classmethod
    def for_everybody(cls):
        """The box in a story's page, which is kept for all readers: it says neither who nor when."""
        return cls(auto_id="comment_%s", initial={"submission": None, "opened": ""})

    @property
    def age(self):
        """None, unknown, for the form that stands in a page for everybody."""
        return super().age if self.cleaned_data.get("opened") else None


class AppealForm(forms.Form):
    """What an author says against a decision."""

    text = PlainTextField(
        label=_("Why should we look again?"),
        strip=False,
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Up to 1,000 characters. You can do this once."),
        error_messages={"required": _("Write a sentence or two, so that the moderator knows what to look at.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        # The browser would cut a long text off without a word; told how much is too much, people shorten it themselves.
        self.fields["text"].widget.attrs.pop("maxlength", None)


class EditForm(CommentForm):
    """Other words for one's own comment. They make no comment, so the form need not tell one sending from another."""

    reply_to = submission = opened = homepage = None


class ReportForm(forms.Form):
    """Why somebody reports a comment.

    What is against the law is a notice in the sense of the EU's Digital Services Act, Regulation (EU) 2022/2065,
    article 16(2): why, where (the comment itself), by whom, and that it is meant in good faith. Whoever reports the
    sexual abuse of a child may stay unnamed, so nobody is made to give a name.
    """

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=FlagReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it."), "invalid_choice": _("Choose one of these.")},
    )
    note = PlainTextField(
        label=_("What should the moderators know?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("If it is against the law: which law or right, and why. Otherwise this can stay empty."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("For our answer. If you report the sexual abuse of a child, you may leave both empty."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    in_good_faith = forms.BooleanField(
        label=_("To the best of my knowledge, what I say here is accurate and complete."), required=False
    )

    def __init__(self, *args, is_known, **kwargs):
        """`is_known`: the account says who reports."""
        super().__init__(*args, label_suffix="", **kwargs)
        if is_known:
            del self.fields["name"], self.fields["email"]

    def clean(self):
        sent = super().clean() or {}
        if sent.get("reason") == FlagReason.ILLEGAL:
            if "note" in sent and not sent["note"]:
                self.add_error("note", _("Say why you think that it is against the law."))
            if not sent.get("in_good_faith"):
                self.add_error("in_good_faith", _("We need your word on this to act on the report."))
        else:  # nobody needs to know
            sent |= {"name": "", "email": "", "in_good_faith": False}
        return sent

    @property
    def notice(self):
        """What goes with the reason into the report."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}

    @property
    def legal_fields(self):
        """The fields that only a report of something against the law needs."""
        return [self[name] for name in ("name", "email", "in_good_faith") if name in self.fields]
