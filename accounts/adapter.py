from allauth.account.adapter import DefaultAccountAdapter

from .models import RegistrationSettings


class AccountAdapter(DefaultAccountAdapter):
    """allauth with the house's rules."""

    def is_open_for_signup(self, request):
        return RegistrationSettings.for_request(request).registration_open
