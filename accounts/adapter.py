import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from qrcode.image.svg import SvgPathFillImage

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .models import RegistrationSettings


class AccountAdapter(DefaultAccountAdapter):
    """allauth with the house's rules and words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account has been closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or it has expired. Enter the newest one."),
        "incorrect_password": _("This password is not right."),
        "rate_limited": _("Too many attempts in a short time. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many attempts in a short time. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return RegistrationSettings.for_request(request).registration_open

    def get_login_redirect_url(self, request):
        """Staff begin at their desk, readers at the front page; a safe `next` goes before both."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return super().get_login_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address):
        if self.request.user.is_authenticated:
            return reverse("account")
        return super().get_email_verification_redirect_url(email_address)

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def get_reauthentication_methods(self, user):
        """Who has a second factor confirms with that: the password alone must not be enough to replace it."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"] or methods

    def render_mail(self, template_prefix, email, context, headers=None):
        """As allauth, with the text set as HTML beside it, and marked as a machine's letter (RFC 3834)."""
        headers = {"Auto-Submitted": "auto-generated"} | (headers or {})
        message = super().render_mail(template_prefix, email, context, headers)
        letter = {"subject": message.subject, "body": message.body}
        html = render_to_string("account/email/letter.html", letter)
        message.attach_alternative(html, "text/html")  # ty: ignore[missing-attribute] - allauth makes one that can
        return message


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _(
            "Your account is protected by a second factor, so its address stays. Ask an administrator to change it."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("First confirm your e-mail address: open the link in the e-mail that we sent you."),
    }

    def build_totp_svg(self, url):
        """As allauth, but on white, so that a camera can read it in dark mode too."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
