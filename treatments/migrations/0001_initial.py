import modelsearch.index

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import modelcluster.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Treatment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("locked", models.BooleanField(default=False, editable=False, verbose_name="locked")),
                ("locked_at", models.DateTimeField(editable=False, null=True, verbose_name="locked at")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("summary", models.TextField(blank=True, verbose_name="in one sentence")),
                (
                    "evidence_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("systematic_review", "Systematic review"),
                            ("rct", "Randomised controlled trial"),
                            ("cohort", "Cohort study"),
                            ("case_series", "Case series"),
                            ("lab", "Laboratory studies"),
                            ("expert_opinion", "Experts’ opinion"),
                            ("none_found", "None found"),
                        ],
                        help_text="For what it is said to do. Empty: nobody has looked yet.",
                        max_length=20,
                        verbose_name="best evidence",
                    ),
                ),
                (
                    "volatility",
                    models.CharField(
                        choices=[
                            ("fast", "Fast: at every notice of a regulator, and every 3 months"),
                            ("standard", "Standard: every 12 months"),
                            ("stable", "Stable: every 36 months"),
                        ],
                        default="standard",
                        help_text="It sets the day of the next check, unless you set another.",
                        max_length=10,
                        verbose_name="how fast it changes",
                    ),
                ),
                ("announced", models.JSONField(editable=False, null=True)),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "treatment",
                "verbose_name_plural": "treatments",
                "ordering": ["name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="RegulatoryStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "jurisdiction",
                    models.CharField(
                        choices=[
                            ("US", "United States"),
                            ("UK", "United Kingdom"),
                            ("EU", "European Union"),
                            ("CA", "Canada"),
                            ("AU", "Australia"),
                        ],
                        max_length=2,
                        verbose_name="place",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("cleared", "Cleared as a device"),
                            ("authorised_cosmetic", "Allowed as a cosmetic, without an approval of its own"),
                            ("unapproved", "Not approved"),
                            ("prohibited", "Prohibited"),
                            ("prescription_only", "On prescription only"),
                            ("investigational", "In studies only"),
                            ("unknown", "Not known: treated as not approved"),
                        ],
                        default="unknown",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For readers: what follows from it for them.",
                        max_length=400,
                        verbose_name="in plain words",
                    ),
                ),
                (
                    "source_name",
                    models.CharField(
                        blank=True,
                        help_text="Who says so, and when: “FDA, notice of 6 December 2019”.",
                        max_length=160,
                        verbose_name="source",
                    ),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True,
                        help_text="Empty only where the status is not known.",
                        max_length=500,
                        verbose_name="address of the source",
                    ),
                ),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                (
                    "next_check",
                    models.DateField(
                        blank=True,
                        help_text="Empty: worked out from how fast the treatment changes.",
                        null=True,
                        verbose_name="next check",
                    ),
                ),
                (
                    "needs_verification",
                    models.BooleanField(
                        default=False,
                        help_text="Nobody here has looked it up yet. Readers are told so. Check it before you rely on it.",
                        verbose_name="to be verified by the house",
                    ),
                ),
                ("reminded_on", models.DateField(editable=False, null=True)),
                (
                    "treatment",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statuses", to="treatments.treatment"
                    ),
                ),
            ],
            options={
                "verbose_name": "regulatory status",
                "verbose_name_plural": "regulatory statuses",
                "ordering": ["jurisdiction"],
            },
        ),
        migrations.CreateModel(
            name="OtherName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "treatment",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="other_names",
                        to="treatments.treatment",
                    ),
                ),
            ],
            options={
                "verbose_name": "other name",
                "verbose_name_plural": "other names",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="TreatmentMention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_live", models.BooleanField(default=False)),
                ("in_draft", models.BooleanField(default=False)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="treatment_mentions",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "treatment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="treatments.treatment"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TreatmentSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("us", models.BooleanField(default=True, verbose_name="United States")),
                ("uk", models.BooleanField(default=True, verbose_name="United Kingdom")),
                ("eu", models.BooleanField(default=True, verbose_name="European Union")),
                ("ca", models.BooleanField(default=False, verbose_name="Canada")),
                ("au", models.BooleanField(default=False, verbose_name="Australia")),
                (
                    "site",
                    models.OneToOneField(
                        editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "treatments",
            },
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="treatments_treatment_name_once",
                violation_error_message="There is a treatment of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "evidence_level__in",
                        [
                            "systematic_review",
                            "rct",
                            "cohort",
                            "case_series",
                            "lab",
                            "expert_opinion",
                            "none_found",
                            "",
                        ],
                    )
                ),
                name="treatments_treatment_evidence_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(("volatility__in", ["fast", "standard", "stable"])),
                name="treatments_treatment_volatility_valid",
            ),
        ),
        migrations.AddIndex(
            model_name="regulatorystatus",
            index=models.Index(fields=["next_check"], name="treatments_status_next_check"),
        ),
        migrations.AddIndex(
            model_name="regulatorystatus",
            index=models.Index(fields=["jurisdiction", "status"], name="treatments_status_place"),
        ),
        migrations.AddConstraint(
            model_name="regulatorystatus",
            constraint=models.UniqueConstraint(
                fields=("treatment", "jurisdiction"), name="treatments_status_once_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="regulatorystatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("jurisdiction__in", ["US", "UK", "EU", "CA", "AU"])),
                name="treatments_status_place_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulatorystatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "approved",
                            "cleared",
                            "authorised_cosmetic",
                            "unapproved",
                            "prohibited",
                            "prescription_only",
                            "investigational",
                            "unknown",
                        ],
                    )
                ),
                name="treatments_status_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulatorystatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "unknown"), models.Q(("source_url", ""), _negated=True), _connector="OR"),
                name="treatments_status_has_source",
                violation_error_message="Say where it is written: give the address of the source.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulatorystatus",
            constraint=models.CheckConstraint(
                condition=models.Q(("needs_verification", True), ("checked_on__isnull", False), _connector="OR"),
                name="treatments_status_checked",
                violation_error_message="Say when it was checked, or that the house must verify it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulatorystatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("next_check__isnull", True),
                    ("checked_on__isnull", True),
                    ("next_check__gt", models.F("checked_on")),
                    _connector="OR",
                ),
                name="treatments_status_next_check_later",
                violation_error_message="The next check comes after the last one. Empty: it is worked out.",
            ),
        ),
        migrations.AddConstraint(
            model_name="othername",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="treatments_othername_unique",
                violation_error_message="This is another name of a treatment already.",
            ),
        ),
        migrations.AddIndex(
            model_name="treatmentmention",
            index=models.Index(fields=["treatment", "in_live"], name="treatments_mention_live"),
        ),
        migrations.AddConstraint(
            model_name="treatmentmention",
            constraint=models.UniqueConstraint(fields=("treatment", "page"), name="treatments_mention_once"),
        ),
        migrations.AddConstraint(
            model_name="treatmentmention",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_live", True), ("in_draft", True), _connector="OR"),
                name="treatments_mention_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatmentsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("us", True), ("uk", True), ("eu", True), ("ca", True), ("au", True), _connector="OR"
                ),
                name="treatments_settings_somewhere",
                violation_error_message="Tick at least one place: without any, nobody would be warned.",
            ),
        ),
    ]
