import modelsearch.index
import taggit.managers

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wagtail.images.models
import wagtail.models.media

import photos.models
import photos.private


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("description", models.CharField(blank=True, default="", max_length=255, verbose_name="description")),
                ("width", models.IntegerField(editable=False, verbose_name="width")),
                ("height", models.IntegerField(editable=False, verbose_name="height")),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="created at")),
                ("focal_point_x", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_y", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_width", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_height", models.PositiveIntegerField(blank=True, null=True)),
                ("file_size", models.PositiveIntegerField(editable=False, null=True)),
                ("file_hash", models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                (
                    "file",
                    photos.models.PhotoFileField(
                        height_field="height",
                        upload_to=wagtail.images.models.get_upload_to,
                        verbose_name="file",
                        width_field="width",
                    ),
                ),
                (
                    "caption",
                    models.TextField(
                        blank=True,
                        help_text="Printed below the photo unless a story gives its own.",
                        verbose_name="caption",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        help_text="Who made it, as it must be printed. A photo without a credit cannot be published.",
                        max_length=255,
                        verbose_name="credit",
                    ),
                ),
                (
                    "alt_text",
                    models.CharField(
                        blank=True,
                        help_text="What a person who cannot see the photo needs to know. Not the caption again.",
                        max_length=500,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "long_description",
                    models.TextField(
                        blank=True,
                        help_text="For a photo that carries evidence: what exactly it shows.",
                        verbose_name="long description",
                    ),
                ),
                ("photographer", models.CharField(blank=True, max_length=255, verbose_name="photographer")),
                ("copyright_notice", models.CharField(blank=True, max_length=255, verbose_name="copyright notice")),
                (
                    "usage_terms",
                    models.TextField(
                        blank=True,
                        help_text="What the house may do with it, in the licensor's words.",
                        verbose_name="usage terms",
                    ),
                ),
                ("licence_url", models.URLField(blank=True, verbose_name="licence address")),
                (
                    "licence_ends_on",
                    models.DateField(
                        blank=True,
                        help_text="After this day no page shows the photo.",
                        null=True,
                        verbose_name="licence ends on",
                    ),
                ),
                (
                    "data_mining",
                    models.CharField(
                        choices=[
                            ("DMI-UNSPECIFIED", "Nothing said"),
                            ("DMI-ALLOWED", "Allowed"),
                            ("DMI-PROHIBITED-AIMLTRAINING", "Not for training AI"),
                            ("DMI-PROHIBITED", "Prohibited"),
                        ],
                        default="DMI-PROHIBITED-AIMLTRAINING",
                        help_text="What the people shown did not agree to, no size allows, whatever is chosen here.",
                        max_length=30,
                        verbose_name="data mining",
                    ),
                ),
                (
                    "release_state",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known yet"),
                            ("not_needed", "Not needed: nobody recognisable"),
                            ("requested", "Requested"),
                            ("granted", "Granted"),
                            ("restricted", "Granted with restrictions"),
                            ("expired", "Expired"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="unknown",
                        help_text="Once people shown are listed, what they said decides.",
                        max_length=20,
                        verbose_name="release",
                    ),
                ),
                (
                    "digital_source_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("digitalCapture", "Taken with a digital camera"),
                            ("computationalCapture", "Computed by a phone out of several shots"),
                            ("negativeFilm", "Digitised from a negative"),
                            ("positiveFilm", "Digitised from a slide"),
                            ("print", "Digitised from a print"),
                            ("humanEdits", "Changed by a person beyond crop and tone"),
                            ("compositeCapture", "Put together from photographs"),
                            ("digitalCreation", "Drawn by a person on a computer"),
                            ("dataDrivenMedia", "Drawn from data"),
                            ("algorithmicallyEnhanced", "Enhanced by an algorithm"),
                            ("trainedAlgorithmicMedia", "Made by AI"),
                            ("compositeWithTrainedAlgorithmicMedia", "Photograph with parts made by AI"),
                        ],
                        help_text="How it came to be.",
                        max_length=50,
                        verbose_name="origin",
                    ),
                ),
                (
                    "sensitivity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("blood", "Blood or an open wound"),
                            ("peeling", "Peeling or irritated skin"),
                            ("nudity", "Nudity"),
                        ],
                        help_text="Such a photo stays veiled until a reader asks for it, and out of teasers.",
                        max_length=20,
                        verbose_name="warning",
                    ),
                ),
                ("taken_on", models.DateField(blank=True, null=True, verbose_name="taken on")),
                (
                    "retouching",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known yet"),
                            ("none", "Not retouched"),
                            ("global_only", "Crop and tone only"),
                            ("retouched", "Retouched"),
                        ],
                        default="unknown",
                        max_length=20,
                        verbose_name="retouching",
                    ),
                ),
                ("retouching_note", models.CharField(blank=True, max_length=255, verbose_name="retouching note")),
                (
                    "retouching_declared_by",
                    models.CharField(
                        blank=True,
                        help_text="Who says so. Without a name there is no pledge mark.",
                        max_length=150,
                        verbose_name="declared by",
                    ),
                ),
                (
                    "master",
                    models.FileField(
                        blank=True,
                        editable=False,
                        max_length=255,
                        storage=photos.private.private_storage,
                        upload_to="masters/%Y/%m",
                    ),
                ),
                ("found", models.JSONField(default=dict, editable=False)),
                ("perceptual_hash", models.CharField(blank=True, db_index=True, editable=False, max_length=16)),
                ("placeholder", models.CharField(blank=True, editable=False, max_length=1000)),
                (
                    "credential_state",
                    models.CharField(
                        choices=[
                            ("none", "No Content Credentials"),
                            ("untrusted", "Present, but the signer is not on the trust list"),
                            ("trusted", "Present, and the signer is on the trust list"),
                            ("broken", "Broken: the file or one it was made from was changed after signing"),
                        ],
                        default="none",
                        editable=False,
                        max_length=20,
                        verbose_name="Content Credentials",
                    ),
                ),
                ("credential_report", models.JSONField(default=dict, editable=False)),
                ("not_for_social_media", models.BooleanField(default=False, editable=False)),
                ("not_for_machine_learning", models.BooleanField(default=False, editable=False)),
                ("withheld_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("erased_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replacements",
                        to="photos.photo",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True, help_text=None, through="taggit.TaggedItem", to="taggit.Tag", verbose_name="tags"
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "abstract": False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filter_spec", models.CharField(db_index=True, max_length=255)),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        storage=wagtail.images.models.get_rendition_storage,
                        upload_to=wagtail.images.models.get_rendition_upload_to,
                        width_field="width",
                    ),
                ),
                ("width", models.IntegerField(editable=False)),
                ("height", models.IntegerField(editable=False)),
                ("focal_point_key", models.CharField(blank=True, default="", editable=False, max_length=16)),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="renditions", to="photos.photo"
                    ),
                ),
            ],
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "release_state__in",
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
                    )
                ),
                name="photos_photo_release_state_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("retouching__in", ["unknown", "none", "global_only", "retouched"])),
                name="photos_photo_retouching_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "digital_source_type__in",
                        [
                            "",
                            "digitalCapture",
                            "computationalCapture",
                            "negativeFilm",
                            "positiveFilm",
                            "print",
                            "humanEdits",
                            "compositeCapture",
                            "digitalCreation",
                            "dataDrivenMedia",
                            "algorithmicallyEnhanced",
                            "trainedAlgorithmicMedia",
                            "compositeWithTrainedAlgorithmicMedia",
                        ],
                    )
                ),
                name="photos_photo_digital_source_type_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("sensitivity__in", ["", "blood", "peeling", "nudity"])),
                name="photos_photo_sensitivity_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("credential_state__in", ["none", "untrusted", "trusted", "broken"])),
                name="photos_photo_credential_state_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "data_mining__in",
                        ["DMI-UNSPECIFIED", "DMI-ALLOWED", "DMI-PROHIBITED-AIMLTRAINING", "DMI-PROHIBITED"],
                    )
                ),
                name="photos_photo_data_mining_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="photos_rendition_unique"
            ),
        ),
    ]
