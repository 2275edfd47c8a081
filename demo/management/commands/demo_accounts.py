from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from demo.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Print the addresses of the demo magazine and the accounts to log in with."

    def handle(self, *args, **options):
        address = settings.WAGTAILADMIN_BASE_URL
        rows = [
            (_("Magazine"), f"{address}/"),
            (pgettext("the newsroom", "Desk"), address + reverse("wagtailadmin_home")),
        ]
        for label, value in rows:
            self.stdout.write(f"  {label:<20} {value}")
        self.stdout.write("")
        self.stdout.write(f"  {_('Role'):<20} {_('E-mail'):<26} {_('Password')}")
        for account in ACCOUNTS:
            if user := User.objects.filter(email=account.email).first():
                password = PASSWORD if user.check_password(PASSWORD) else _("(changed)")
                self.stdout.write(f"  {account.label!s:<20} {account.email:<26} {password}")
