"""That a medical reviewer stands behind what a story says: signed for one version, word for word."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import Revision, Task

from articles.models import ArticlePage
from articles.pins import keep_from_purging
from people.models import PersonPage

# Characters.
LONGEST_CONFLICT = 300
LONGEST_NOTE = 1000
LONGEST_REASON = 500


class Scope(models.TextChoices):
    """What a reviewer has looked at."""

    EVERYTHING = "everything", _("Everything medical in the story")
    CLAIMS = "claims", _("Claims, numbers and treatments")
    STATEMENTS = "statements", _("What the experts say")


class ConflictAnswer(models.TextChoices):
    """Whether the reviewer has a tie to anybody whom the story names (16 CFR 255.5)."""

    NONE = "none", _("I have no tie to anybody whom the story names")
    DECLARED = "declared", _("I have one, and declare it")


class MedicalReviewQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody has withdrawn, the newest first."""
        return self.filter(withdrawn_at=None).order_by("-signed_at", "-pk")

    def newest(self):
        """Of each story the newest that stands."""
        others = self.model.objects.filter(article=OuterRef("article"), withdrawn_at=None)
        later = Q(signed_at__gt=OuterRef("signed_at")) | Q(signed_at=OuterRef("signed_at"), pk__gt=OuterRef("pk"))
        return self.standing().exclude(Exists(others.filter(later)))


class MedicalReview(models.Model):
    """One signed act: who looked at which version of a story, with which credentials, and for what.

    Attributes:
        credentials, specialty: as they were on that day.
        hashes: of what was signed for, by part; see medical_reviews/contents.py. Nothing changes them afterwards.
        carried_to: the same of the last version for which the review stands by a minor fix; see carrying.py.
        due_on: from this day on the story wants another look.
        told_at: when the letter about that went out.
    """

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="medical_reviews"
    )
    revision = models.ForeignKey(Revision, on_delete=keep_from_purging, related_name="medical_reviews")
    reviewer = models.ForeignKey(
        PersonPage, verbose_name=_("medical reviewer"), on_delete=models.PROTECT, related_name="medical_reviews"
    )
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    credentials = models.CharField(_("credentials"), max_length=500, blank=True)
    specialty = models.CharField(_("specialty"), max_length=120)
    scope = models.CharField(_("scope"), max_length=20, choices=Scope.choices, default=Scope.EVERYTHING)
    conflict_answer = models.CharField(_("conflict of interest"), max_length=10, choices=ConflictAnswer.choices)
    conflict = models.CharField(_("which"), max_length=LONGEST_CONFLICT, blank=True)
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    hashes = models.JSONField()
    carried_to = models.JSONField(default=dict)
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)
    due_on = models.DateField(_("due again"))
    told_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_because = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects: MedicalReviewQuerySet = MedicalReviewQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("medical review")
        verbose_name_plural = _("medical reviews")
        default_permissions = ("add", "change", "view")
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="medical_reviews_scope_valid"),
            models.CheckConstraint(
                condition=Q(conflict_answer=ConflictAnswer.NONE, conflict="")
                | (Q(conflict_answer=ConflictAnswer.DECLARED) & ~Q(conflict="")),
                name="medical_reviews_conflict_said",
            ),
            models.CheckConstraint(condition=~Q(specialty=""), name="medical_reviews_specialty_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="medical_reviews_withdrawn_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "-signed_at"], name="medical_reviews_article"),
            models.Index(fields=["due_on"], condition=Q(withdrawn_at=None), name="medical_reviews_due"),
        ]

    def __str__(self):
        return f"{self.article}: {self.reviewer}"

    @property
    def stands(self):
        return self.withdrawn_at is None


class MedicalReviewTask(Task):
    """A story that readers see waits for a medical reviewer, and for nobody else.

    No stage of the desks: what is signed here is a MedicalReview, on its own screen (medical_reviews/screens.py), and
    never a sign-off. It therefore offers nothing in Wagtail's editor and publishes nothing; see asking.py.
    """

    class Meta:
        verbose_name = _("medical review")
        verbose_name_plural = _("medical reviews")

    def on_action(self, task_state, user, action_name, **kwargs):
        raise PermissionDenied(_("Sign, or decline, on the screen “Medical review”."))

    @classmethod
    def get_description(cls):
        return _("A medical reviewer reads a published story again and signs for it")
