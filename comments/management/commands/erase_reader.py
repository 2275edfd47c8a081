from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from comments.erasing import close_account, erase


class Command(BaseCommand):
    """For people who ask by letter or telephone. Make sure first that the address is theirs."""

    help = "Erase everything written under an e-mail address, by an account or by a guest. Replies of others stay."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address")
        parser.add_argument("--account", action="store_true", help="also delete the account with this address")

    def handle(self, *, email, account, **options):
        user = get_user_model().objects.filter(email__iexact=email).first()
        number = erase(author=user) if user else erase(guest_email=email)
        self.stdout.write(f"{number} comments erased.")
        if account and user:
            try:
                close_account(user, with_comments=True)
            except PermissionDenied:
                raise CommandError("The account belongs to staff: delete it under Settings, Users.") from None
            self.stdout.write("The account is deleted.")
