"""The demo magazine's accounts: one for each role, two managing editors.

They exist only where settings.DEMO_CONTENT_ALLOWED is set.
"""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role

DOMAIN = "demo.example"  # RFC 2606: no mail can ever reach it
PASSWORD = "demo-desk-2026"  # noqa: S105 - printed at every start of the demo; no secret


@dataclass(frozen=True)
class DemoAccount:
    """One person who can log in.

    Attributes:
        key: the part of the address before the at sign.
        label: what the list of accounts calls them.
        role: the group they are in; None for readers and for the superuser.
    """

    key: str
    label: str | Promise
    first_name: str
    last_name: str
    role: Role | None = None
    display_name: str = ""

    @property
    def email(self):
        return f"{self.key}@{DOMAIN}"


ACCOUNTS = [
    DemoAccount("writer", _("Writer"), "Marigold", "Thistlewick", Role.WRITER),
    DemoAccount("copy", _("Copy editor"), "Tansy", "Commabright", Role.COPY_EDITOR),
    DemoAccount("photo", _("Photo editor"), "Alder", "Shutterby", Role.PHOTO_EDITOR),
    DemoAccount("facts", _("Fact checker"), "Linden", "Proofwright", Role.FACT_CHECKER),
    DemoAccount("medical", _("Medical reviewer"), "Hazel", "Thimblegrove", Role.MEDICAL_REVIEWER),
    DemoAccount("managing", _("Managing editor"), "Rosemary", "Inkwellow", Role.MANAGING_EDITOR),
    # The second one, without whom nothing that the first has changed could be published:
    DemoAccount("borage", _("Managing editor"), "Borage", "Galleywick", Role.MANAGING_EDITOR),
    DemoAccount("moderator", _("Comment moderator"), "Sorrel", "Hushington", Role.COMMENT_MODERATOR),
    DemoAccount("reader", _("Reader"), "Plum", "Teacakely", display_name="Plum T."),
    DemoAccount("admin", _("Administrator"), "Laurel", "Keyholder"),
]

# Nobody can log in as one of these. Colleagues at the desks, since nobody signs for what they changed themselves:
COLLEAGUES = [
    DemoAccount("yarrow", _("Copy editor"), "Yarrow", "Semicolby", Role.COPY_EDITOR),
    DemoAccount("burnet", _("Fact checker"), "Burnet", "Footnotely", Role.FACT_CHECKER),
    DemoAccount("fern", _("Medical reviewer"), "Fern", "Quillfeather", Role.MEDICAL_REVIEWER),
]
# And readers who have left comments.
COMMENTERS = {"dot": "Dot & Carry", "nettle": "Nettle", "pip": "Pip Russet", "teasel": "Teasel"}


def create_accounts():
    """Make everybody. Returns the users by key."""
    made = {}
    for account in [*ACCOUNTS, *COLLEAGUES]:
        create = User.objects.create_superuser if account.key == "admin" else User.objects.create_user
        user = create(
            account.email,
            PASSWORD if account in ACCOUNTS else None,
            first_name=account.first_name,
            last_name=account.last_name,
            display_name=account.display_name,
        )
        if account.role:
            user.groups.add(Group.objects.get(name=account.role.value))
        made[account.key] = user
    for key, name in COMMENTERS.items():
        made[key] = User.objects.create_user(f"{key}@{DOMAIN}", display_name=name)
    for user in made.values():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return made
