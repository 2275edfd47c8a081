"""Whoever wrote comments and may see, take along and erase them: an account, or a guest by their e-mail address."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from .corrections import CorrectionRequest
from .measures import AuthorMeasure, MeasureKind
from .models import ReaderComment

SALT = "comments.mine"
VALID_FOR = 60 * 60 * 48  # seconds; the letter says "two days"


@dataclass(frozen=True)
class Writer:
    """An account with everything written under its address, or a guest. Exactly one of the two.

    Attributes:
        token: the signed link by which a guest is known.
    """

    account: Any = None
    guest_email: str = ""
    token: str = ""

    def __post_init__(self):
        if bool(self.account) == bool(self.guest_email):
            raise ValueError("A writer is an account or a guest's address.")

    @property
    def email(self):
        return self.account.email.lower() if self.account else self.guest_email

    @property
    def comments(self):
        as_guest = Q(author=None, guest_email=self.email)
        return ReaderComment.objects.filter(Q(author=self.account.pk) | as_guest if self.account else as_guest)

    @property
    def corrections(self):
        by_mail = Q(by=None, email__iexact=self.email)
        return CorrectionRequest.objects.filter(Q(by=self.account.pk) | by_mail if self.account else by_mail)

    @property
    def measures(self):
        """What was decided about the writer. Who is held in silence is not told: see AuthorMeasure."""
        found = AuthorMeasure.objects.against(self.account.pk if self.account else None, self.email)
        return found.exclude(kind=MeasureKind.SHADOW).order_by("-at")

    def owns(self, comment):
        return self.comments.filter(pk=comment.pk).exists()

    def place(self, name, **more):
        """The address of one of the writer's pages, or "" where the house has no such page."""
        try:
            return reverse(f"comments:{name}", kwargs=({"token": self.token} if self.token else {}) | more)
        except NoReverseMatch:
            return ""


def guest_with_link(email):
    """The guest with this address as a Writer whose link works for two days; None if there is nothing of theirs."""
    newest = ReaderComment.objects.filter(author=None, guest_email=email.lower()).exclude(guest_email="").last()
    # The link names a comment, not the address: addresses of pages end up in logs.
    return newest and Writer(guest_email=newest.guest_email, token=signing.dumps(newest.pk, salt=SALT))


def guest_of(token):
    """The guest whom a link belongs to; None if that comment is gone.

    Raises:
        signing.BadSignature, or signing.SignatureExpired after two days.
    """
    found = ReaderComment.objects.filter(pk=signing.loads(token, salt=SALT, max_age=VALID_FOR)).exclude(guest_email="")
    comment = found.first()
    return comment and Writer(guest_email=comment.guest_email, token=token)
