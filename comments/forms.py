import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_display_name

from .moderation import REFUSALS
from .text import cleaned


class PlainTextField(forms.CharField):
    """Text as typed, cleaned before anything else looks at it; its length is the screening's business."""

    widget = forms.Textarea

    def to_python(self, value):
        return cleaned(super().to_python(value) or "")


class CommentForm(forms.Form):
    """The comment box of a reader with an account. What may be published, comments/screening.py decides."""

    body = PlainTextField(
        label=_("Your comment"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial.setdefault("submission", uuid.uuid4())

    def renew(self):
        """Shown again, the form makes a new comment."""
        self.data = dict(self.data.items()) | {"submission": str(uuid.uuid4())}

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
        help_text=_("Never shown. We send one e-mail with a link that confirms your comment."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ["body", "name", "email"]
