"""The consent of each person shown: what was asked, what they agreed to, and that they can take it back."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .private import private_storage
from .vocabulary import GRAVEST_FIRST, AgeBand, ReleaseState


class ReleaseQuerySet(models.QuerySet):
    def run_out(self, today=None):
        """Consent whose last day is over and that nobody has noted as expired yet."""
        agreed = [ReleaseState.GRANTED, ReleaseState.RESTRICTED]
        return self.filter(state__in=agreed, ends_on__lt=today or timezone.localdate())


class Release(models.Model):
    """What one person shown in one photo agreed to (GDPR article 9(2)(a); GMC, Making and using visual and audio
    recordings of patients, paragraph 37).
    """

    photo = models.ForeignKey(
        "photos.Photo", verbose_name=_("photo"), on_delete=models.CASCADE, related_name="releases"
    )
    name = models.CharField(_("person shown"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("The link to agree or decline goes here."))
    state = models.CharField(_("release"), max_length=20, choices=ReleaseState.choices, default=ReleaseState.UNKNOWN)
    age_band = models.CharField(_("age"), max_length=10, choices=AgeBand.choices, default=AgeBand.ADULT)
    guardian_name = models.CharField(_("guardian"), max_length=150, blank=True)

    # The scope. What is not ticked was not agreed to.
    website = models.BooleanField(_("website and newsletter"), default=True)
    print = models.BooleanField(_("print"), default=False)
    social = models.BooleanField(_("social media"), default=False)
    commercial = models.BooleanField(_("advertising and other commercial use"), default=False)
    treatment_result = models.BooleanField(
        _("as the result of a treatment"), default=False, help_text=_("Shown with what was done to them and when.")
    )
    machine_learning = models.BooleanField(_("machine learning"), default=False)
    territory = models.CharField(_("territory"), max_length=150, blank=True, help_text=_("Empty: worldwide."))
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("Empty: until withdrawn."))
    restrictions = models.TextField(_("restrictions"), blank=True)

    evidence = models.FileField(
        _("signed form"), storage=private_storage, upload_to="releases/%Y/%m", max_length=255, blank=True
    )
    # Part of the signed link; another key makes every link sent before useless.
    link_key = models.UUIDField(default=uuid4, editable=False, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["photo", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["photo", "name"], name="photos_release_one_each"),
            models.CheckConstraint(condition=Q(state__in=ReleaseState.values), name="photos_release_state_valid"),
            models.CheckConstraint(condition=Q(age_band__in=AgeBand.values), name="photos_release_age_band_valid"),
        ]
        indexes = [models.Index(fields=["ends_on"], name="photos_release_ends", condition=Q(ends_on__isnull=False))]

    def __str__(self):
        return self.name

    @property
    def is_minor(self):
        return self.age_band != AgeBand.ADULT


class ReleaseRecord(models.Model):
    """One thing that was said about a release, as it was said. Rows are added and never changed."""

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("Asked")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrew")
        NOTED = "noted", _("Noted by the desk")
        EXPIRED = "expired", _("Ran out")

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    typed_name = models.CharField(max_length=150, blank=True)
    terms = models.TextField(blank=True)  # what they read, word for word
    image_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of what they saw

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["requested", "agreed", "declined", "withdrawn", "noted", "expired"]),
                name="photos_release_record_kind_valid",
            )
        ]

    def __str__(self):
        return f"{self.release}: {self.get_kind_display()}"


def state_of(photo):
    """What the people shown in a photo said, taken together: the gravest state speaks for the photo.

    Without a list of people, what the desk noted on the photo itself counts.
    """
    states = set(photo.releases.values_list("state", flat=True))
    return next((state for state in GRAVEST_FIRST if state in states), photo.release_state)
