"""What has been changed in stories since readers first saw them, and which versions they have seen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wagtail.models import Revision

from articles.blocks.people import Basis
from articles.models import ArticlePage
from articles.pins import keep_from_purging

from .querysets import CorrectionQuerySet, PublishedVersionQuerySet

LONGEST_TEXT = 1500  # characters


class Kind(models.TextChoices):
    """Domain vocabulary: Correction.type. An error of fact is a correction and is called one (domain rule C1)."""

    MINOR_FIX = "minor_fix", _("Minor fix")
    UPDATE = "update", _("Update")
    CLARIFICATION = "clarification", _("Clarification")
    CORRECTION = "correction", _("Correction")
    EDITORS_NOTE = "editors_note", _("Editor’s note")
    RETRACTION = "retraction", _("Retraction")


class Touched(models.TextChoices):
    """What is never a matter of spelling alone: a second person looks at it."""

    STATEMENT = "statement", _("a statement")
    CLAIM = "claim", _("a claim")
    NUMBER = "number", _("a number")
    NAME = "name", _("a name")


# Told in words of their own; a correction says what was wrong and what is right; a minor fix says nothing.
TOLD_IN_TEXT = [Kind.UPDATE, Kind.CLARIFICATION, Kind.EDITORS_NOTE, Kind.RETRACTION]
USUALLY_ON_TOP = {Kind.CORRECTION, Kind.RETRACTION}


class Correction(models.Model):
    """What one change of a public story is. Declared for exactly one change; with the change it becomes public.

    Until then it holds for the change from what readers see (`over`) to what they would see (`content`), and for no
    other. Both are empty for a notice without a change. corrections/declaring.py and retracting.py are the only
    writers, publishing.py of `published_at` and `revision`.

    Attributes:
        was: what was wrong, and `now`: what is right. A correction has both.
        of: the earlier notice that this one puts right.
        touches: which of Touched the change goes near, joined by commas.
        second_person: who has confirmed that a minor fix is one.
    """

    Kind = Kind

    article = models.ForeignKey(
        ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="corrections"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    was = models.TextField(_("what was wrong"), max_length=LONGEST_TEXT, blank=True)
    now = models.TextField(_("what is right"), max_length=LONGEST_TEXT, blank=True)
    text = models.TextField(_("what readers are told"), max_length=LONGEST_TEXT, blank=True)
    on_top = models.BooleanField(_("above the text"), default=False)
    of = models.ForeignKey(
        "self",
        verbose_name=_("puts right"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="put_right_by",
    )
    over = models.CharField(max_length=64, blank=True, editable=False)
    content = models.CharField(max_length=64, blank=True, editable=False)
    touches = models.CharField(max_length=60, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    second_person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=keep_from_purging, related_name="corrections")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: CorrectionQuerySet = CorrectionQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        default_permissions = ()
        permissions = [
            ("retract_story", _("Can retract stories and lift retractions")),
            ("withhold_version", _("Can take earlier versions out of a story’s public history")),
        ]
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="corrections_kind_valid"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.CORRECTION) | ~Q(was="") & ~Q(now=""),
                name="corrections_says_what_was_and_is",
                violation_error_message=_("Say both what was wrong and what is right."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=TOLD_IN_TEXT) | ~Q(text=""), name="corrections_tells_something"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.MINOR_FIX) | Q(was="", now="", text="", of=None),
                name="corrections_minor_fix_is_silent",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.MINOR_FIX, published_at__isnull=False)
                | Q(touches="")
                | Q(confirmed_at__isnull=False),
                name="corrections_minor_fix_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(second_person=None) | ~Q(second_person=F("by")) & Q(confirmed_at__isnull=False),
                name="corrections_second_person_is_another",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | ~Q(over="") & ~Q(content=""),
                name="corrections_declared_for_a_change",
            ),
            models.CheckConstraint(condition=~Q(of=F("pk")), name="corrections_not_of_itself"),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(kind=Kind.RETRACTION, published_at__isnull=False),
                name="corrections_only_retractions_lifted",
            ),
            models.UniqueConstraint(
                fields=["article", "over", "content"],
                condition=Q(published_at=None),
                name="corrections_one_for_a_change",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(kind=Kind.RETRACTION, published_at__isnull=False, lifted_at=None),
                name="corrections_one_standing_retraction",
            ),
        ]
        indexes = [models.Index(fields=["-published_at", "-id"], name="corrections_log")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.article}"

    @property
    def is_public(self):
        """Whether readers are told; a minor fix has no notice."""
        return self.published_at is not None and self.kind != Kind.MINOR_FIX

    @property
    def needs_second_person(self):
        """Whether it still waits for somebody to confirm that it is as small as it says."""
        return self.kind == Kind.MINOR_FIX and bool(self.touches) and self.confirmed_at is None

    @property
    def touched(self):
        """What the change goes near, in words."""
        return [str(Touched(name).label) for name in self.touches.split(",") if name]

    @property
    def told(self):
        """What readers are told, as sentences of plain text."""
        sentences = []
        if self.of:
            sentences.append(_("This puts an earlier notice right."))
        if self.was:
            sentences += [_("It said: %(words)s") % {"words": self.was}, _("Right is: %(words)s") % {"words": self.now}]
        if self.text:
            sentences.append(self.text)
        return [str(sentence) for sentence in sentences]


class PublishedVersion(models.Model):
    """That readers could read a version of a story, from when. Never of a version that nobody could.

    Attributes:
        correction: what the change to it was; None for the first.
        withheld_at: since when the public history leaves it out: it was taken down, or a managing editor said so.
    """

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="published_versions")
    revision = models.ForeignKey(Revision, on_delete=keep_from_purging, related_name="published_versions")
    correction = models.ForeignKey(Correction, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField()
    withheld_at = models.DateTimeField(null=True)
    withheld_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: PublishedVersionQuerySet = PublishedVersionQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        default_permissions = ()
        ordering = ["published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withheld_by=None) | Q(withheld_at__isnull=False), name="corrections_withheld_has_date"
            )
        ]

    def __str__(self):
        return f"{self.article}, {self.published_at}"

    @property
    def what(self):
        """What it was, in a word."""
        return self.correction.get_kind_display() if self.correction else _("Published")


class WithheldName(models.Model):
    """That a story must not name somebody in anything it said before. corrections/confidential.py is the only writer.

    It begins with a public version that cites them without their name, and outlives every later one until one names
    them again: that nobody cites them any more is no leave to name them.

    Attributes:
        basis, public_description: the terms of that version, in which earlier statements of theirs are shown.
    """

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="withheld_names")
    person = models.ForeignKey("people.PersonPage", on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    public_description = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withheld name")
        verbose_name_plural = _("withheld names")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="corrections_withheld_name_once"),
            models.CheckConstraint(
                condition=Q(basis__in=[basis for basis in Basis.values if basis != Basis.ON_RECORD]),
                name="corrections_withheld_name_basis_valid",
            ),
        ]

    def __str__(self):
        return f"{self.article}: {self.pk}"

    @property
    def terms(self):
        return {"basis": self.basis, "public_description": self.public_description}
