import unicodedata

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

# They join letters in Persian and Hindi, and parts of emoji; other invisible signs only serve to deceive.
JOINERS = "\u200c\u200d"


def validate_display_name(name):
    """Refuse what gives an address away or makes the line around the name read differently."""
    if "@" in name:
        raise ValidationError(_("Choose a name without “@”: readers see it, and your address stays private."))
    if any(unicodedata.category(sign)[0] in "CZ" and sign not in f" {JOINERS}" for sign in name):
        raise ValidationError(_("Use only letters, figures, spaces and signs that can be seen."))


class UserManager(BaseUserManager):
    """Users are found by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def create_user(self, email, password=None, **fields):
        """Create a user; the address is kept in small letters. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person who can log in: a reader, or staff through their groups. The login is the e-mail address."""

    username = None  # ty: ignore[invalid-assignment] - Django's documented way to drop a field
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(
        _("display name"),
        max_length=60,
        blank=True,
        validators=[validate_display_name],
        help_text=_("Shown beside your comments. It need not be your real name."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()  # ty: ignore[invalid-assignment] - one without user names

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("There is an account with this e-mail address already."),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.display_name or self.email

    @property
    def public_name(self):
        """The name readers see. Never the e-mail address."""
        return self.display_name or self.get_full_name() or _("A reader")


@register_setting(icon="user", order=300)
class RegistrationSettings(BaseSiteSetting):
    """Whether readers may make an account."""

    registration_open = models.BooleanField(
        _("registration open"),
        default=True,
        help_text=_("Readers can make an account to comment. Staff accounts are made under Settings, Users."),
    )

    panels = [FieldPanel("registration_open")]

    class Meta:
        verbose_name = _("registration")
