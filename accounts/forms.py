"""allauth's and Wagtail's account forms in the house's words."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms

from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from wagtail.users.forms import UserCreationForm, UserEditForm

from . import addresses
from .models import User, validate_display_name

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "remember": _("Keep me logged in on this device"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "passwordless": _("Log in with this key alone (passkey)"),
    "name": _("Name of the key"),
}
PASSWORD_HELP = _("At least 10 characters. A short sentence is easy to remember and hard to guess.")


class InOurWords:
    """Labels say what to enter; placeholders, which vanish while one types, are left out."""

    labels = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = (LABELS | self.labels).get(name, field.label)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class LoginForm(InOurWords, account_forms.LoginForm):
    pass


class SignupForm(InOurWords, account_forms.SignupForm):
    """Registration of a reader. It answers alike, and takes as long, whether or not the address has an account."""

    display_name = forms.CharField(
        label=_("Display name"),
        max_length=60,
        validators=[validate_display_name],
        help_text=_("Shown beside your comments. It need not be your real name."),
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    field_order = ["email", "display_name", "password1"]
    labels = {"password1": _("Password")}

    def try_save(self, request):
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # a new account would have cost this time
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # the same form, sent twice at the same moment
            self.account_already_exists = True
            return super().try_save(request)

    def signup(self, request, user):
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])


class ResetPasswordForm(InOurWords, account_forms.ResetPasswordForm):
    def clean_email(self):
        email = super().clean_email()
        # A new address that nobody has confirmed yet may be mistyped, and somebody else's.
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class ResetPasswordKeyForm(InOurWords, account_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(InOurWords, account_forms.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, account_forms.SetPasswordForm):
    pass


class ReauthenticateForm(InOurWords, account_forms.ReauthenticateForm):
    pass


class ChangeAddressForm(InOurWords, account_forms.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class CodeForm(InOurWords, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(InOurWords, mfa_forms.ReauthenticateForm):
    pass


class ActivateAppForm(InOurWords, totp_forms.ActivateTOTPForm):
    pass


class AddKeyForm(InOurWords, webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].help_text = _("The key must then ask for a fingerprint, a face or a PIN itself.")


class EditKeyForm(InOurWords, webauthn_forms.EditWebAuthnForm):
    pass


class DisplayNameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["display_name"]


class OneAddress:
    """What both of Wagtail's account forms do with the address: small letters, and no two accounts with the same."""

    error_messages = UserCreationForm.error_messages | {
        "duplicate_username": _("There is an account with this e-mail address already.")
    }

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class AccountCreationForm(OneAddress, UserCreationForm):
    """A colleague's account, made by an administrator."""

    password_required = False

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"display_name"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "Best left empty: they choose their own with “Forgotten your password?” on the log-in page."
        )

    def save(self, commit=True):
        if not self.cleaned_data["password1"]:
            self.instance.set_unusable_password()
        return super().save(commit)


class AccountEditForm(OneAddress, UserEditForm):
    """Any account, a reader's too: readers have a display name and need no other."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"display_name"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = False
        self.fields["last_name"].required = False

    def save(self, commit=True):
        user = super().save(commit)
        if "email" in self.changed_data:
            addresses.drop_former(user)
        return user
