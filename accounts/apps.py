from django.apps import AppConfig

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        from allauth.account.signals import password_reset
        from allauth.mfa.signals import authenticator_added, authenticator_used

        from . import addresses, second_factor

        password_reset.connect(addresses.confirm_by_reset)
        authenticator_added.connect(second_factor.remember)
        authenticator_used.connect(second_factor.remember)


class DeskUsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens for users, with our account forms."""

    user_viewset = "accounts.viewsets.UserViewSet"
