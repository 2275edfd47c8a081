import hashlib
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from photos.models import Photo
from photos.private import private_storage
from photos.vocabulary import AgeBand, ReleaseState

SCOPE = [
    *("for_website", "for_print", "for_social_media", "for_advertising"),
    *("as_treatment_result", "for_machine_learning"),
]
AGREED = [ReleaseState.GRANTED, ReleaseState.RESTRICTED]


class Release(models.Model):
    """What one person shown in one photo agreed to (GDPR article 9(2)(a); General Medical Council, Making and using
    visual and audio recordings of patients, paragraph 37).
    """

    photo = models.ForeignKey(Photo, verbose_name=_("photo"), on_delete=models.CASCADE, related_name="releases")
    name = models.CharField(
        _("person shown"), max_length=150, help_text=_("Everybody who can be recognised, the writer too.")
    )
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("The link to agree or decline goes there."))
    state = models.CharField(
        _("release"),
        max_length=20,
        choices=[choice for choice in ReleaseState.choices if choice[0] != ReleaseState.NOT_NEEDED],
        default=ReleaseState.UNKNOWN,
        help_text=_("Their own answer on the link sets it. Set it by hand only with a signed form or their word."),
    )
    age_band = models.CharField(_("age"), max_length=10, choices=AgeBand.choices, default=AgeBand.ADULT)
    guardian_name = models.CharField(
        _("guardian"), max_length=150, blank=True, help_text=_("For somebody under 18: who agrees for them.")
    )

    # The scope. What is not ticked is not asked for, and was not agreed to.
    for_website = models.BooleanField(_("website and newsletter"), default=True)
    for_print = models.BooleanField(_("print"), default=False)
    for_social_media = models.BooleanField(_("social media"), default=False)
    for_advertising = models.BooleanField(_("advertising and other commercial use"), default=False)
    as_treatment_result = models.BooleanField(
        _("as the result of a treatment"), default=False, help_text=_("Shown with what was done to them, and when.")
    )
    for_machine_learning = models.BooleanField(_("training of machines"), default=False)
    territory = models.CharField(_("territory"), max_length=150, blank=True, help_text=_("Empty: worldwide."))
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The last day. Empty: until they withdraw.")
    )
    restrictions = models.TextField(
        _("restrictions"), blank=True, help_text=_("What else they asked for, in their words.")
    )
    evidence = models.FileField(
        _("signed form"),
        storage=private_storage,
        upload_to="releases/%Y/%m",
        max_length=255,
        blank=True,
        help_text=_("Kept where no address leads. Not needed if they agree by link."),
    )
    # Part of the signed link; another key makes every link sent before useless.
    link_key = models.UUIDField(default=uuid4, editable=False, unique=True)
    # The release of the same person in the photo whose place this one's took: a withdrawal there counts here.
    copied_from = models.ForeignKey("self", null=True, editable=False, on_delete=models.SET_NULL, related_name="copies")
    created_at = models.DateTimeField(auto_now_add=True)

    copies: Any  # by Release.copied_from
    records: Any  # by ReleaseRecord.release

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "name"],
                name="releases_release_one_each",
                violation_error_message=_("This person is on the list of this photo already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReleaseState.values) & ~Q(state=ReleaseState.NOT_NEEDED),
                name="releases_release_state_valid",
            ),
            models.CheckConstraint(condition=Q(age_band__in=AgeBand.values), name="releases_release_age_band_valid"),
        ]
        indexes = [models.Index(fields=["ends_on"], name="releases_ends_on", condition=Q(ends_on__isnull=False))]

    def __str__(self):
        return self.name

    def clean(self):
        if self.is_minor and not self.guardian_name:
            raise ValidationError(
                {"guardian_name": _("Somebody under 18 cannot agree alone: name who speaks for them.")}
            )

    def delete(self, *args, **kwargs):
        """Take a name off the list. Raises ProtectedError where something was said: that is kept."""
        if not self.is_evidence:
            self.records.all().delete()
        return super().delete(*args, **kwargs)

    @property
    def is_evidence(self):
        """Whether somebody agreed, declined or withdrew; whoever shows a photo must be able to prove the first (GDPR
        article 7(1)), and that they heard the others."""
        is_open = self.state in (ReleaseState.UNKNOWN, ReleaseState.REQUESTED)
        return bool(not is_open or self.evidence or self.records.filter(kind__in=ReleaseRecord.SAID).exists())

    @property
    def is_minor(self):
        return self.age_band != AgeBand.ADULT

    @property
    def has_agreed(self):
        return self.state in AGREED

    @property
    def is_refused(self):
        return self.state in (ReleaseState.DECLINED, ReleaseState.WITHDRAWN)

    @property
    def signer(self):
        """Who agrees: the person, or for a minor the guardian."""
        return self.guardian_name if self.is_minor and self.guardian_name else self.name

    @property
    def limits(self):
        """What else they asked for, in words: where, and their restrictions. Empty for none."""
        where = _("only in %(territory)s") % {"territory": self.territory} if self.territory else ""
        return "; ".join(str(words) for words in (where, self.restrictions.strip()) if words)

    @property
    def uses(self):
        """What is asked for, each as words."""
        return [field.verbose_name for field in self._meta.fields if field.name in SCOPE and getattr(self, field.name)]


class ReleaseRecord(models.Model):
    """One thing that was said about a release, as it was said. Rows are added and never changed."""

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("Asked")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrew")
        NOTED = "noted", _("Noted by the desk")
        EXPIRED = "expired", _("Ran out")
        NEW_LINK = "new_link", _("Every link sent before was shut")

    SAID = [Kind.AGREED, Kind.DECLINED, Kind.WITHDRAWN, Kind.EXPIRED]

    # A photo with a record is never deleted, only erased: releases/keeping.py says it before the database does.
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="records")
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
                condition=Q(kind__in=["requested", "agreed", "declined", "withdrawn", "noted", "expired", "new_link"]),
                name="releases_record_kind_valid",
            )
        ]

    def __str__(self):
        return f"{self.release}: {self.get_kind_display()}"

    @property
    def has_another_name(self):
        """Whether somebody signed with another name than the link was made for. It counts; the desk is told."""
        return bool(self.typed_name) and _as_heard(self.typed_name) != _as_heard(self.release.signer)


def _as_heard(name):
    return " ".join(name.replace(".", " ").split()).casefold()


class GoneFile(models.Model):
    """A file that readers could fetch until its photo was taken back. Its address answers 410 from then on.

    It is known by a hash: names of files may be names of people, and an erased photo leaves none.
    """

    path_hash = models.CharField(max_length=64, unique=True)
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="gone_files")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.path_hash

    @classmethod
    def is_gone(cls, path):
        return cls.objects.filter(path_hash=cls.hash_of(path)).exists()

    @staticmethod
    def hash_of(path):
        """SHA-256 of a path within the public storage, in hexadecimal."""
        return hashlib.sha256(path.encode()).hexdigest()
