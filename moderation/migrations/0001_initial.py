import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("comments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ModeratorNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(blank=True, max_length=64)),
                ("text", models.TextField(max_length=1000, verbose_name="note")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderator_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderator_notes",
                        to="comments.readercomment",
                    ),
                ),
            ],
            options={
                "verbose_name": "moderators’ note",
                "verbose_name_plural": "moderators’ notes",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=["address"],
                        name="moderation_note_address",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), ("author", None), ("comment__isnull", False)),
                            models.Q(("address", ""), ("author__isnull", False), ("comment", None)),
                            models.Q(("author", None), ("comment", None), models.Q(("address", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="moderation_note_on_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="moderation_note_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "queue",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("flagged", "Flagged"),
                            ("edited", "Edited"),
                            ("escalated", "For an editor"),
                            ("appealed", "Appeals"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("spam", "Spam"),
                            ("removed", "Removed"),
                            ("unconfirmed", "Unconfirmed"),
                            ("withdrawn", "Withdrawn"),
                            ("erased", "Erased"),
                        ],
                        max_length=12,
                    ),
                ),
                ("query", models.CharField(max_length=500)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved filter",
                "verbose_name_plural": "saved filters",
                "ordering": ["name", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="moderation_filter_own_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("owner", None)), fields=("name",), name="moderation_filter_shared_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "queue__in",
                                [
                                    "pending",
                                    "flagged",
                                    "edited",
                                    "escalated",
                                    "appealed",
                                    "approved",
                                    "rejected",
                                    "spam",
                                    "removed",
                                    "unconfirmed",
                                    "withdrawn",
                                    "erased",
                                ],
                            )
                        ),
                        name="moderation_filter_queue_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("query", ""), _negated=True), name="moderation_filter_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first",
                    models.CharField(
                        choices=[("approve", "Publish"), ("reject", "Do not publish"), ("spam", "Spam")], max_length=8
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("approve", "Publish"), ("reject", "Do not publish"), ("spam", "Spam")], max_length=8
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_look",
                        to="comments.moderationaction",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="second_looks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_looks",
                        to="comments.readercomment",
                    ),
                ),
            ],
            options={
                "verbose_name": "second look",
                "verbose_name_plural": "second looks",
                "default_permissions": (),
                "indexes": [models.Index(fields=["at"], name="moderation_look_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first__in", ["approve", "reject", "spam"]), ("verdict__in", ["approve", "reject", "spam"])
                        ),
                        name="moderation_look_verdicts_valid",
                    )
                ],
            },
        ),
    ]
