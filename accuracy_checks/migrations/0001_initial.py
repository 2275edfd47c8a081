import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0002_permissions"),
        ("people", "0001_initial"),
        ("review", "0002_default_workflow"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccuracyCheckTask",
            fields=[
                (
                    "signofftask_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="review.signofftask",
                    ),
                ),
            ],
            options={
                "verbose_name": "accuracy checks",
                "verbose_name_plural": "accuracy checks",
            },
            bases=("review.signofftask",),
        ),
        migrations.CreateModel(
            name="AccuracyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not decided"), ("accepted", "Accepted"), ("declined", "Declined")],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("link_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_ask", "To be asked: no e-mail address"),
                            ("out", "Asked, no answer yet"),
                            ("answered", "Answered"),
                            ("expired", "Not answered in time"),
                            ("revoked", "Link withdrawn by the desk"),
                            ("replaced", "Replaced by a newer one"),
                        ],
                        default="out",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("never", "Never: sources are asked for nothing"),
                            ("facts_only", "Facts only: our paraphrases and the credit, never the exact quotes"),
                            ("readback", "Read-back: all of their statements, word for word"),
                            ("full", "Full context: all of their statements, with the paragraphs around each"),
                        ],
                        max_length=20,
                        verbose_name="what they are shown",
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="sent")),
                ("expires_at", models.DateTimeField(verbose_name="open until")),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("credentials", models.TextField(blank=True, verbose_name="what is wrong with how they are credited")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accuracy_checks",
                        to="people.personpage",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accuracy_checks",
                        to="articles.articlepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "accuracy check",
                "verbose_name_plural": "accuracy checks",
                "ordering": ["-sent_at", "-pk"],
                "default_permissions": ("add", "change", "view"),
            },
        ),
        migrations.CreateModel(
            name="AccuracyPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("never", "Never: sources are asked for nothing"),
                            ("facts_only", "Facts only: our paraphrases and the credit, never the exact quotes"),
                            ("readback", "Read-back: all of their statements, word for word"),
                            ("full", "Full context: all of their statements, with the paragraphs around each"),
                        ],
                        default="readback",
                        max_length=20,
                        verbose_name="what sources are shown",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="days to answer",
                    ),
                ),
                (
                    "tells_readers",
                    models.BooleanField(
                        default=False,
                        help_text="Below a story, with the name and the day, where every word of a source was confirmed.",
                        verbose_name="readers see “checked with …”",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "accuracy checks",
            },
        ),
        migrations.CreateModel(
            name="CheckedStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not decided"), ("accepted", "Accepted"), ("declined", "Declined")],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("block_id", models.CharField(max_length=36)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("direct", "Direct quote: their exact words"),
                            ("partial", "Partial quote: some of their exact words"),
                            ("paraphrase", "Paraphrase: their meaning in our words"),
                            ("written", "Written statement"),
                            ("translated", "Translated from another language"),
                        ],
                        max_length=20,
                    ),
                ),
                ("lead_in", models.CharField(blank=True, max_length=250)),
                ("words", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("credited_as", models.CharField(blank=True, max_length=500)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No answer"),
                            ("accurate", "This is accurate"),
                            ("fact_wrong", "A fact is wrong"),
                            ("not_said", "I did not say this"),
                        ],
                        max_length=10,
                    ),
                ),
                ("correction", models.TextField(blank=True)),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="accuracy_checks.accuracycheck",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="accuracycheck",
            index=models.Index(fields=["state", "expires_at"], name="accuracy_checks_due"),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["to_ask", "out", "answered", "expired", "revoked", "replaced"])),
                name="accuracy_checks_check_state_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy__in", ["never", "facts_only", "readback", "full"])),
                name="accuracy_checks_check_policy_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["to_ask", "out"])),
                fields=("story", "person"),
                name="accuracy_checks_check_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", False), ("state", "answered")),
                    models.Q(models.Q(("state", "answered"), _negated=True), ("answered_at", None)),
                    _connector="OR",
                ),
                name="accuracy_checks_check_answer_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "out"), _negated=True), models.Q(("email", ""), _negated=True), _connector="OR"
                ),
                name="accuracy_checks_check_out_has_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["", "accepted", "declined"])),
                name="accuracy_checks_check_decision_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decision", "")),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="accuracy_checks_check_decision_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="accuracy_checks_check_declined_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracypolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy__in", ["never", "facts_only", "readback", "full"])),
                name="accuracy_checks_policy_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="accuracypolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 60)), name="accuracy_checks_policy_days_valid"
            ),
        ),
        migrations.AddIndex(
            model_name="checkedstatement",
            index=models.Index(fields=["block_id"], name="accuracy_checks_block"),
        ),
        migrations.AddConstraint(
            model_name="checkedstatement",
            constraint=models.UniqueConstraint(fields=("check_of", "block_id"), name="accuracy_checks_statement_once"),
        ),
        migrations.AddConstraint(
            model_name="checkedstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", "accurate", "fact_wrong", "not_said"])),
                name="accuracy_checks_statement_answer_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkedstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "fact_wrong"), _negated=True),
                    models.Q(("correction", ""), _negated=True),
                    _connector="OR",
                ),
                name="accuracy_checks_statement_says_what_is_wrong",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkedstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision", ""), ("answer__in", ["fact_wrong", "not_said"]), _connector="OR"),
                name="accuracy_checks_statement_decided_if_disputed",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkedstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["", "accepted", "declined"])),
                name="accuracy_checks_statement_decision_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkedstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decision", "")),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="accuracy_checks_statement_decision_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkedstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="accuracy_checks_statement_declined_with_reason",
            ),
        ),
    ]
