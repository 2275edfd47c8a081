import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_groups"),
        ("articles", "0002_permissions"),
        ("corrections", "0002_permissions"),
        ("people", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthlyNumbers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(unique=True, verbose_name="month")),
                ("counted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("received", models.PositiveIntegerField(default=0)),
                ("published", models.PositiveIntegerField(default=0)),
                ("held", models.PositiveIntegerField(default=0)),
                ("held_by_rule", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("rejected_for", models.JSONField(default=dict)),
                ("removed", models.PositiveIntegerField(default=0)),
                ("removed_for", models.JSONField(default=dict)),
                ("spam", models.PositiveIntegerField(default=0)),
                ("flags", models.PositiveIntegerField(default=0)),
                ("flags_for", models.JSONField(default=dict)),
                ("flags_followed", models.PositiveIntegerField(default=0)),
                ("flags_dismissed", models.PositiveIntegerField(default=0)),
                ("appeals", models.PositiveIntegerField(default=0)),
                ("appeals_granted", models.PositiveIntegerField(default=0)),
                ("appeals_refused", models.PositiveIntegerField(default=0)),
                ("measure_appeals", models.PositiveIntegerField(default=0)),
                ("measure_appeals_granted", models.PositiveIntegerField(default=0)),
                ("measure_appeals_refused", models.PositiveIntegerField(default=0)),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "numbers of a month",
                "verbose_name_plural": "numbers of months",
                "ordering": ["-month"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReaderComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                ("guest_name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("guest_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("wants_letters", models.BooleanField(default=False)),
                (
                    "body",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name="comment"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("spam", "Spam"),
                            ("removed", "Removed"),
                            ("unconfirmed", "Unconfirmed"),
                            ("withdrawn", "Withdrawn"),
                            ("erased", "Erased"),
                        ],
                        default="pending",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="edited")),
                ("edit_body", models.TextField(blank=True)),
                (
                    "badge",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Reader"),
                            ("writer", "Writer of this story"),
                            ("expert", "Quoted in this story"),
                            ("staff", "Staff"),
                        ],
                        max_length=8,
                    ),
                ),
                ("picked_at", models.DateTimeField(blank=True, null=True, verbose_name="editor’s pick since")),
                ("is_escalated", models.BooleanField(default=False)),
                ("is_appealed", models.BooleanField(default=False)),
                ("open_flags", models.PositiveIntegerField(default=0)),
                ("helpful", models.PositiveIntegerField(default=0)),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("ranked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "queue",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("is_appealed", True), ("status__in", ["rejected", "spam", "removed"])),
                                then=models.Value("appealed"),
                            ),
                            models.When(
                                models.Q(("is_escalated", True), ("status__in", ["pending", "approved"])),
                                then=models.Value("escalated"),
                            ),
                            models.When(
                                models.Q(("status", "approved"), models.Q(("edit_body", ""), _negated=True)),
                                then=models.Value("edited"),
                            ),
                            models.When(
                                models.Q(("open_flags__gt", 0), ("status", "approved")), then=models.Value("flagged")
                            ),
                            default=models.F("status"),
                        ),
                        output_field=models.CharField(
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
                ),
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reader_comments",
                        to="articles.articlepage",
                        verbose_name="story",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reader_comments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="replies",
                        to="comments.readercomment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.personpage",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="thread",
                        to="comments.readercomment",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "permissions": [
                    ("moderate_readercomment", "Can moderate comments"),
                    ("oversee_readercomment", "Can decide for moderators, and see and set what concerns all of them"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ModerationBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("number", models.PositiveIntegerField(default=0)),
                ("found_by", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk decision",
                "verbose_name_plural": "bulk decisions",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ModerationAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("submit", "Sent"),
                            ("confirm", "E-mail address confirmed"),
                            ("edit", "Changed by its writer"),
                            ("withdraw", "Withdrawn by its writer"),
                            ("erase", "Erased"),
                            ("appeal", "Appealed"),
                            ("approve", "Approved"),
                            ("reject", "Rejected"),
                            ("spam", "Marked as spam"),
                            ("remove", "Removed"),
                            ("escalate", "Passed to an editor"),
                            ("pick", "Made an editor’s pick"),
                            ("unpick", "No longer an editor’s pick"),
                            ("undo", "Undone"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("version", models.PositiveIntegerField(help_text="The comment's version that this made.")),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pending", "Waiting"),
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
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
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
                ("from_decided_at", models.DateTimeField(blank=True, null=True)),
                ("from_picked_at", models.DateTimeField(blank=True, null=True)),
                ("from_edited_at", models.DateTimeField(blank=True, null=True)),
                ("from_escalated", models.BooleanField(default=False)),
                ("from_appealed", models.BooleanField(default=False)),
                ("from_body", models.TextField(blank=True, help_text="The words before, where they changed.")),
                ("from_edit", models.TextField(blank=True, help_text="The words that waited.")),
                ("rule", models.CharField(blank=True, max_length=40, verbose_name="rule")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("off_topic", "Nothing to do with the story"),
                            ("abuse", "Abuse or harassment"),
                            ("hate", "Hatred of a group of people"),
                            ("personal_data", "Personal details of somebody"),
                            ("unsafe_advice", "Unsafe treatment advice"),
                            ("promotion", "Undeclared promotion"),
                            ("spam", "Advertising or spam"),
                            ("copyright", "Somebody else’s text"),
                            ("illegal", "Against the law"),
                            ("other", "Another house rule"),
                        ],
                        max_length=16,
                        verbose_name="ground",
                    ),
                ),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="legal ground")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("told", models.CharField(blank=True, max_length=500, verbose_name="what its writer reads")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="moderation_actions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undone_by",
                        to="comments.moderationaction",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="comments.moderationbatch",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="history", to="comments.readercomment"
                    ),
                ),
            ],
            options={
                "verbose_name": "moderation action",
                "verbose_name_plural": "moderation actions",
                "ordering": ["comment", "version"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HelpfulVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="helpful_votes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="comments.readercomment"
                    ),
                ),
            ],
            options={
                "verbose_name": "helpful vote",
                "verbose_name_plural": "helpful votes",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("passage", models.CharField(blank=True, max_length=600, verbose_name="the passage")),
                ("wrong", models.CharField(max_length=1500, verbose_name="what is wrong")),
                ("source", models.URLField(blank=True, max_length=500, verbose_name="where it can be looked up")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_hand", "Being checked"),
                            ("corrected", "Corrected"),
                            ("right", "Right as it is"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=1500, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="correction_requests",
                        to="corrections.correction",
                        verbose_name="notice",
                    ),
                ),
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="correction_requests",
                        to="articles.articlepage",
                        verbose_name="story",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="correction_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reader",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="comments.readercomment",
                        verbose_name="comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction request",
                "verbose_name_plural": "correction requests",
                "ordering": ["-at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CommentFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.CharField(blank=True, max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("abuse", "Abuse or harassment"),
                            ("spam", "Advertising or spam"),
                            ("unsafe", "Unsafe advice"),
                            ("private", "Personal details of somebody"),
                            ("off_topic", "Nothing to do with the story"),
                            ("illegal", "Against the law"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("in_good_faith", models.BooleanField(default=False)),
                ("weight", models.FloatField(default=0.5)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="comment_flags",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="closed_flags",
                        to="comments.moderationaction",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="comments.readercomment"
                    ),
                ),
            ],
            options={
                "verbose_name": "flag",
                "verbose_name_plural": "flags",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AuthorMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(blank=True, max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("warn", "Warning"),
                            ("suspend", "Suspension"),
                            ("ban", "Ban"),
                            ("shadow", "Held in silence"),
                        ],
                        max_length=10,
                        verbose_name="measure",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("off_topic", "Nothing to do with the story"),
                            ("abuse", "Abuse or harassment"),
                            ("hate", "Hatred of a group of people"),
                            ("personal_data", "Personal details of somebody"),
                            ("unsafe_advice", "Unsafe treatment advice"),
                            ("promotion", "Undeclared promotion"),
                            ("spam", "Advertising or spam"),
                            ("copyright", "Somebody else’s text"),
                            ("illegal", "Against the law"),
                            ("other", "Another house rule"),
                        ],
                        max_length=16,
                        verbose_name="ground",
                    ),
                ),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="legal ground")),
                ("told", models.CharField(blank=True, max_length=500, verbose_name="what the author reads")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note for moderators")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed by the author")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_measures",
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
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="measure",
                        to="comments.moderationbatch",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="measures",
                        to="comments.readercomment",
                    ),
                ),
            ],
            options={
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
                "ordering": ["-at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, verbose_name="appeal")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answered_appeal",
                        to="comments.moderationaction",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeal",
                        to="comments.moderationaction",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appeals", to="comments.readercomment"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReplyPreference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reply_preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replies",
                    models.CharField(
                        choices=[
                            ("each", "An e-mail each time"),
                            ("digest", "In one e-mail a day"),
                            ("none", "No e-mail"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="When somebody answers you",
                    ),
                ),
            ],
            options={
                "verbose_name": "letters about replies",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("replies__in", ["each", "digest", "none"])),
                        name="comments_reply_preference_valid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScreeningNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40, verbose_name="rule")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("approve", "Publish"), ("hold", "Hold"), ("refuse", "Refuse")], max_length=10
                    ),
                ),
                ("sentence", models.CharField(max_length=300)),
                ("shadow", models.BooleanField(default=False)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="comments.readercomment"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StoryConversation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_closed", models.BooleanField(default=False, verbose_name="closed")),
                (
                    "who_may_comment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody", "Nobody"),
                            ("registered", "Registered readers"),
                            ("confirmed_email", "Anyone with a confirmed e-mail address"),
                        ],
                        max_length=20,
                        verbose_name="who may comment here",
                    ),
                ),
                ("stays_open", models.BooleanField(default=False, verbose_name="stays open whatever its age")),
                ("published", models.PositiveIntegerField(default=0)),
                ("pending", models.PositiveIntegerField(default=0)),
                ("flagged", models.PositiveIntegerField(default=0)),
                ("edited", models.PositiveIntegerField(default=0)),
                ("escalated", models.PositiveIntegerField(default=0)),
                ("appealed", models.PositiveIntegerField(default=0)),
                ("approved", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("spam", models.PositiveIntegerField(default=0)),
                ("removed", models.PositiveIntegerField(default=0)),
                ("unconfirmed", models.PositiveIntegerField(default=0)),
                ("withdrawn", models.PositiveIntegerField(default=0)),
                ("erased", models.PositiveIntegerField(default=0)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conversation",
                        to="articles.articlepage",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "conversation",
                "verbose_name_plural": "conversations",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TextSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="samples", to="comments.readercomment"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TopicModerator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.topicpage",
                        verbose_name="topic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderated_topics",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moderator",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic of a moderator",
                "verbose_name_plural": "topics of moderators",
                "ordering": ["user", "topic"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CommentSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "who_may_comment",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody"),
                            ("registered", "Registered readers"),
                            ("confirmed_email", "Anyone with a confirmed e-mail address"),
                        ],
                        default="registered",
                        max_length=20,
                        verbose_name="who may comment",
                    ),
                ),
                (
                    "close_after_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days after a story’s first publication. Empty: comments stay open. A story can be kept open.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="close after",
                    ),
                ),
                (
                    "heading",
                    models.CharField(
                        blank=True,
                        help_text="Empty: “Join the conversation”, in the language of the page.",
                        max_length=80,
                        verbose_name="heading",
                    ),
                ),
                (
                    "invitation",
                    models.CharField(
                        blank=True,
                        help_text="Above the box. Empty: “What do you think? The desk reads every comment.”",
                        max_length=200,
                        verbose_name="invitation",
                    ),
                ),
                (
                    "rules_link_text",
                    models.CharField(
                        blank=True,
                        help_text="Empty: “Comment rules”.",
                        max_length=80,
                        verbose_name="link to the comment rules",
                    ),
                ),
                (
                    "health_note",
                    models.CharField(
                        blank=True,
                        help_text="Empty: that everybody can read it, and to think twice before naming treatments or people.",
                        max_length=300,
                        verbose_name="health and privacy note",
                    ),
                ),
                (
                    "forget_withdrawn_after",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Days after which the words their writers took back are erased.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="withdrawn comments",
                    ),
                ),
                (
                    "forget_refused_after",
                    models.PositiveSmallIntegerField(
                        default=180,
                        help_text="Days after the decision. Until then it can be undone and appealed, and the rules and the spam score learn from it; the rules look back 90 days.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="rejected, removed and spam comments",
                    ),
                ),
                (
                    "forget_flags_after",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Days after which an answered report loses its note and what stands for the visitor’s network.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="reports of visitors",
                    ),
                ),
                (
                    "forget_failed_mail_after",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Days for which an e-mail that could not be delivered can be looked at. Delivered ones stay a day.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="undelivered e-mail",
                    ),
                ),
                (
                    "rules_page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="comment rules",
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
                "verbose_name": "comments",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("who_may_comment__in", ["nobody", "registered", "confirmed_email"])),
                        name="comments_settings_who_valid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureAppeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, verbose_name="appeal")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_granted", models.BooleanField(null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("told", models.CharField(blank=True, max_length=500, verbose_name="what its writer reads")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appeal", to="comments.authormeasure"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal against a measure",
                "verbose_name_plural": "appeals against measures",
                "ordering": ["pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)), fields=["at"], name="comments_measure_appeal_open"
                    ),
                    models.Index(fields=["at"], name="comments_measure_appeal_made"),
                    models.Index(fields=["answered_at"], name="comments_measure_appeal_done"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("text"), 1000
                        ),
                        name="comments_measure_appeal_length",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("is_granted", None)),
                            models.Q(("answered_at__isnull", False), ("is_granted__isnull", False)),
                            _connector="OR",
                        ),
                        name="comments_measure_appeal_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("send_after", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "flag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="comments.commentflag",
                    ),
                ),
                (
                    "measure",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter",
                        to="comments.authormeasure",
                    ),
                ),
                (
                    "action",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter",
                        to="comments.moderationaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter about a decision",
                "verbose_name_plural": "letters about decisions",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)), fields=["send_after"], name="comments_letters_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action__isnull", False), ("flag", None), ("measure", None)),
                            models.Q(("action", None), ("flag", None), ("measure__isnull", False)),
                            models.Q(("action", None), ("flag__isnull", False), ("measure", None)),
                            _connector="OR",
                        ),
                        name="comments_letter_about_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkTrace",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="trace",
                        serialize=False,
                        to="comments.readercomment",
                    ),
                ),
                ("token", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["token", "at"], name="comments_trace_token"),
                    models.Index(fields=["at"], name="comments_trace_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyNotice",
            fields=[
                (
                    "reply",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reply_notice",
                        serialize=False,
                        to="comments.readercomment",
                    ),
                ),
                ("send_after", models.DateTimeField()),
                ("in_digest", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(fields=["queue", "ranked_at", "id"], name="comments_by_rank"),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(fields=["queue", "created_at", "id"], name="comments_by_age"),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(condition=models.Q(("depth", 0)), fields=["article", "id"], name="comments_threads"),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(
                condition=models.Q(("depth", 0)), fields=["article", "-helpful", "-id"], name="comments_by_help"
            ),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(
                condition=models.Q(("picked_at__isnull", False)), fields=["article", "picked_at"], name="comments_picks"
            ),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(fields=["root", "id", "status", "author"], name="comments_replies"),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(
                condition=models.Q(("status", "approved")), fields=["article"], name="comments_approved"
            ),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(fields=["author", "id", "status"], name="comments_by_author"),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(
                condition=models.Q(("guest_email", ""), _negated=True),
                fields=["guest_email", "id", "status"],
                name="comments_by_guest",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["pending", "approved", "rejected", "spam", "removed", "unconfirmed", "withdrawn", "erased"],
                    )
                ),
                name="comments_comment_status_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("depth", 0), ("parent", None), ("root", None)),
                    models.Q(("depth__gt", 0), ("parent__isnull", False), ("root__isnull", False)),
                    _connector="OR",
                ),
                name="comments_comment_place_in_thread",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guest_email", ""), ("guest_name", "")),
                    models.Q(
                        ("author", None),
                        models.Q(("guest_name", ""), _negated=True),
                        models.Q(("guest_email", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="comments_comment_account_or_guest",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "unconfirmed"), _negated=True),
                    models.Q(("guest_email", ""), _negated=True),
                    _connector="OR",
                ),
                name="comments_comment_only_guests_confirm",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("status__in", ["unconfirmed", "pending"])),
                    models.Q(
                        models.Q(("status__in", ["unconfirmed", "pending"]), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="comments_comment_decided_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("body"), 5000),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("edit_body"), 5000),
                    models.Q(("status", "erased"), models.Q(("body", ""), _negated=True), _connector="OR"),
                ),
                name="comments_comment_body_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "erased"), _negated=True),
                    models.Q(
                        ("author", None), ("body", ""), ("edit_body", ""), ("guest_email", ""), ("guest_name", "")
                    ),
                    _connector="OR",
                ),
                name="comments_comment_erased_says_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="readercomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("badge__in", ["", "writer", "expert", "staff"])),
                name="comments_comment_badge_valid",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationaction",
            index=models.Index(fields=["actor", "-at"], name="comments_action_by_actor"),
        ),
        migrations.AddIndex(
            model_name="moderationaction",
            index=models.Index(fields=["at"], name="comments_action_by_time"),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.UniqueConstraint(fields=("comment", "version"), name="comments_action_one_per_version"),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "submit",
                            "confirm",
                            "edit",
                            "withdraw",
                            "erase",
                            "appeal",
                            "approve",
                            "reject",
                            "spam",
                            "remove",
                            "escalate",
                            "pick",
                            "unpick",
                            "undo",
                        ],
                    )
                ),
                name="comments_action_verb_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "to_status__in",
                        ["pending", "approved", "rejected", "spam", "removed", "unconfirmed", "withdrawn", "erased"],
                    )
                ),
                name="comments_action_to_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "",
                            "off_topic",
                            "abuse",
                            "hate",
                            "personal_data",
                            "unsafe_advice",
                            "promotion",
                            "spam",
                            "copyright",
                            "illegal",
                            "other",
                        ],
                    )
                ),
                name="comments_action_code_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", "illegal"), _negated=True), models.Q(("law", ""), _negated=True), _connector="OR"
                ),
                name="comments_action_illegal_names_law",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "from_status__in",
                        ["pending", "approved", "rejected", "spam", "removed", "unconfirmed", "withdrawn", "erased"],
                    ),
                    models.Q(("from_status", ""), ("verb", "submit")),
                    _connector="OR",
                ),
                name="comments_action_from_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undoes__isnull", False), ("verb", "undo")),
                    models.Q(models.Q(("verb", "undo"), _negated=True), ("undoes", None)),
                    _connector="OR",
                ),
                name="comments_action_undo_names_its_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="helpfulvote",
            constraint=models.UniqueConstraint(fields=("comment", "by"), name="comments_vote_one_per_reader"),
        ),
        migrations.AddIndex(
            model_name="correctionrequest",
            index=models.Index(
                condition=models.Q(("status__in", ["open", "in_hand"])),
                fields=["article"],
                name="comments_correction_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "in_hand", "corrected", "right"])),
                name="comments_correction_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("status__in", ["open", "in_hand"])),
                    models.Q(
                        models.Q(("status__in", ["open", "in_hand"]), _negated=True), ("answered_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="comments_correction_answered_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentflag",
            constraint=models.UniqueConstraint(fields=("comment", "by"), name="comments_flag_one_per_reader"),
        ),
        migrations.AddConstraint(
            model_name="commentflag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("network", ""), _negated=True),
                fields=("comment", "network"),
                name="comments_flag_one_per_network",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentflag",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", None), ("network", ""), _connector="OR"),
                name="comments_flag_by_account_or_network",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["abuse", "spam", "unsafe", "private", "off_topic", "illegal", "other"])
                ),
                name="comments_flag_reason_valid",
            ),
        ),
        migrations.AddIndex(
            model_name="authormeasure",
            index=models.Index(
                condition=models.Q(("address", ""), _negated=True), fields=["address"], name="comments_measure_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="authormeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["warn", "suspend", "ban", "shadow"])),
                name="comments_measure_kind_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="authormeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "off_topic",
                            "abuse",
                            "hate",
                            "personal_data",
                            "unsafe_advice",
                            "promotion",
                            "spam",
                            "copyright",
                            "illegal",
                            "other",
                        ],
                    )
                ),
                name="comments_measure_code_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="authormeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), ("author__isnull", False)),
                    models.Q(("author", None), models.Q(("address", ""), _negated=True)),
                    _connector="OR",
                ),
                name="comments_measure_account_or_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="authormeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "suspend"), _negated=True), ("ends_at__isnull", False), _connector="OR"
                ),
                name="comments_measure_suspension_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="authormeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", "illegal"), _negated=True), models.Q(("law", ""), _negated=True), _connector="OR"
                ),
                name="comments_measure_illegal_names_law",
            ),
        ),
        migrations.AddConstraint(
            model_name="authormeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "shadow"), _negated=True), ("code", "spam"), _connector="OR"),
                name="comments_measure_silence_for_spam",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["at"], name="comments_appeal_by_time"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length("text"), 1000
                ),
                name="comments_appeal_length",
            ),
        ),
        migrations.AddIndex(
            model_name="screeningnote",
            index=models.Index(fields=["rule", "comment"], name="comments_note_by_rule"),
        ),
        migrations.AddConstraint(
            model_name="screeningnote",
            constraint=models.UniqueConstraint(fields=("comment", "rule"), name="comments_note_one_per_rule"),
        ),
        migrations.AddConstraint(
            model_name="screeningnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["approve", "hold", "refuse"])), name="comments_note_outcome_valid"
            ),
        ),
        migrations.AddConstraint(
            model_name="storyconversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("who_may_comment__in", ["", "nobody", "registered", "confirmed_email"])),
                name="comments_conversation_who_valid",
            ),
        ),
        migrations.AddIndex(
            model_name="storyconversation",
            index=models.Index(
                condition=models.Q(
                    ("pending__gt", 0),
                    ("flagged__gt", 0),
                    ("edited__gt", 0),
                    ("escalated__gt", 0),
                    ("appealed__gt", 0),
                    _connector="OR",
                ),
                fields=["article"],
                name="comments_something_waits",
            ),
        ),
        migrations.AddIndex(
            model_name="textsample",
            index=models.Index(fields=["value", "-at"], name="comments_sample_value"),
        ),
        migrations.AddIndex(
            model_name="textsample",
            index=models.Index(fields=["at"], name="comments_sample_age"),
        ),
        migrations.AddConstraint(
            model_name="topicmoderator",
            constraint=models.UniqueConstraint(fields=("user", "topic"), name="comments_moderator_topic_once"),
        ),
        migrations.AddIndex(
            model_name="replynotice",
            index=models.Index(
                condition=models.Q(("sent_at", None)),
                fields=["in_digest", "send_after"],
                name="comments_reply_notice_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="replynotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_digest", False), ("recipient__isnull", False), _connector="OR"),
                name="comments_reply_notice_digest_of_account",
            ),
        ),
    ]
