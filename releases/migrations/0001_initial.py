import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import photos.private


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("photos", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GoneFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path_hash", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="gone_files",
                        to="photos.photo",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Everybody who can be recognised, the writer too.",
                        max_length=150,
                        verbose_name="person shown",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="The link to agree or decline goes there.",
                        max_length=254,
                        verbose_name="e-mail address",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known yet"),
                            ("requested", "Requested"),
                            ("granted", "Granted"),
                            ("restricted", "Granted with restrictions"),
                            ("expired", "Expired"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="unknown",
                        help_text="Their own answer on the link sets it. Set it by hand only with a signed form or their word.",
                        max_length=20,
                        verbose_name="release",
                    ),
                ),
                (
                    "age_band",
                    models.CharField(
                        choices=[("adult", "18 or older"), ("16_17", "16 or 17"), ("under_16", "Under 16")],
                        default="adult",
                        max_length=10,
                        verbose_name="age",
                    ),
                ),
                (
                    "guardian_name",
                    models.CharField(
                        blank=True,
                        help_text="For somebody under 18: who agrees for them.",
                        max_length=150,
                        verbose_name="guardian",
                    ),
                ),
                ("for_website", models.BooleanField(default=True, verbose_name="website and newsletter")),
                ("for_print", models.BooleanField(default=False, verbose_name="print")),
                ("for_social_media", models.BooleanField(default=False, verbose_name="social media")),
                (
                    "for_advertising",
                    models.BooleanField(default=False, verbose_name="advertising and other commercial use"),
                ),
                (
                    "as_treatment_result",
                    models.BooleanField(
                        default=False,
                        help_text="Shown with what was done to them, and when.",
                        verbose_name="as the result of a treatment",
                    ),
                ),
                ("for_machine_learning", models.BooleanField(default=False, verbose_name="training of machines")),
                (
                    "territory",
                    models.CharField(
                        blank=True, help_text="Empty: worldwide.", max_length=150, verbose_name="territory"
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day. Empty: until they withdraw.",
                        null=True,
                        verbose_name="ends on",
                    ),
                ),
                (
                    "restrictions",
                    models.TextField(
                        blank=True, help_text="What else they asked for, in their words.", verbose_name="restrictions"
                    ),
                ),
                (
                    "evidence",
                    models.FileField(
                        blank=True,
                        help_text="Kept where no address leads. Not needed if they agree by link.",
                        max_length=255,
                        storage=photos.private.private_storage,
                        upload_to="releases/%Y/%m",
                        verbose_name="signed form",
                    ),
                ),
                ("link_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "copied_from",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="releases.release",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="releases",
                        to="photos.photo",
                        verbose_name="photo",
                    ),
                ),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReleaseRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("requested", "Asked"),
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrew"),
                            ("noted", "Noted by the desk"),
                            ("expired", "Ran out"),
                            ("new_link", "Every link sent before was shut"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("typed_name", models.CharField(blank=True, max_length=150)),
                ("terms", models.TextField(blank=True)),
                ("image_hash", models.CharField(blank=True, max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="releases.release"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(
                condition=models.Q(("ends_on__isnull", False)), fields=["ends_on"], name="releases_ends_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                fields=("photo", "name"),
                name="releases_release_one_each",
                violation_error_message="This person is on the list of this photo already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "unknown",
                            "not_needed",
                            "requested",
                            "granted",
                            "restricted",
                            "expired",
                            "declined",
                            "withdrawn",
                        ],
                    ),
                    models.Q(("state", "not_needed"), _negated=True),
                ),
                name="releases_release_state_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("age_band__in", ["adult", "16_17", "under_16"])),
                name="releases_release_age_band_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["requested", "agreed", "declined", "withdrawn", "noted", "expired", "new_link"])
                ),
                name="releases_record_kind_valid",
            ),
        ),
    ]
