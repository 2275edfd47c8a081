import modelsearch.index

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import modelcluster.fields
import wagtail.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("photos", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoryIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "story index",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="TopicPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("introduction", models.CharField(blank=True, max_length=300, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Treatment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("summary", models.TextField(blank=True, verbose_name="in one sentence")),
            ],
            options={
                "verbose_name": "treatment",
                "verbose_name_plural": "treatments",
                "ordering": ["name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="HouseStyle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reading_grade",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=8,
                        help_text="Years of school that a story may ask of its readers (Flesch–Kincaid). Stories above it carry a warning; nobody is kept from publishing. Empty: it is not measured.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="reading grade",
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
                "verbose_name": "house style",
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("brand", models.CharField(max_length=120, verbose_name="brand")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
            ],
            options={
                "verbose_name": "product",
                "verbose_name_plural": "products",
                "ordering": ["brand", "name"],
                "constraints": [models.UniqueConstraint(fields=("brand", "name"), name="articles_product_unique")],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="ArticlePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "kicker",
                    models.CharField(
                        blank=True, help_text="The small line above the headline.", max_length=60, verbose_name="kicker"
                    ),
                ),
                (
                    "dek",
                    models.CharField(
                        blank=True,
                        help_text="The standfirst: one or two sentences under the headline.",
                        max_length=300,
                        verbose_name="dek",
                    ),
                ),
                (
                    "hero_alt_text",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the photo's own alt text.",
                        max_length=500,
                        verbose_name="alt text here",
                    ),
                ),
                (
                    "hero_caption",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the photo's own caption.",
                        max_length=500,
                        verbose_name="caption here",
                    ),
                ),
                (
                    "hero_credit",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the photo's own credit.",
                        max_length=255,
                        verbose_name="credit here",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("paragraph", 0),
                            ("heading", 2),
                            ("statement", 16),
                            ("experience", 22),
                            ("photo", 30),
                            ("before_after", 45),
                            ("gallery", 50),
                            ("key_points", 54),
                            ("question_answer", 57),
                            ("pull_quote", 61),
                            ("callout", 64),
                            ("embed", 67),
                            ("source_list", 75),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "description": "Paragraphs, lists and small headings. Mark “Dr … points out” as an attribution.",
                                    "features": [
                                        "accessible-name",
                                        "bold",
                                        "italic",
                                        "link",
                                        "attribution",
                                        "h3",
                                        "ol",
                                        "ul",
                                        "photo-reference",
                                    ],
                                    "group": "Text",
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "preview_value": "<p>Skin remembers every late night, and forgives more of them than we deserve.</p>",
                                    "template": "articles/blocks/paragraph.html",
                                },
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"default": "", "label": "Heading", "max_length": 150}),
                            2: ("wagtail.blocks.StructBlock", [[("text", 1)]], {}),
                            3: (
                                "articles.blocks.PersonChooserBlock",
                                (),
                                {
                                    "help_text": "Needed before the story is published.",
                                    "label": "Who said it",
                                    "page_type": ["people.PersonPage"],
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("direct", "Direct quote: their exact words"),
                                        ("partial", "Partial quote: some of their exact words"),
                                        ("paraphrase", "Paraphrase: their meaning in our words"),
                                        ("written", "Written statement"),
                                        ("translated", "Translated from another language"),
                                    ],
                                    "help_text": "Only direct and partial quotes are printed in quotation marks.",
                                    "label": "Kind",
                                },
                            ),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "For a partial quote: the start of the sentence in our words, e.g. “She calls the serum”.",
                                    "label": "Lead-in",
                                    "max_length": 250,
                                    "required": False,
                                },
                            ),
                            6: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "Type no quotation marks: the page sets them.",
                                    "label": "Words as shown",
                                    "max_length": 2000,
                                    "rows": 3,
                                },
                            ),
                            7: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("on_record", "On the record: with their name"),
                                        ("background", "Background: described, never named"),
                                        ("deep_background", "Deep background: the words alone, ascribed to nobody"),
                                        ("off_record", "Off the record: never published"),
                                    ],
                                    "label": "Said on which terms",
                                },
                            ),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "Background only: stands in the place of the name, e.g. “a dermatologist in private practice”.",
                                    "label": "Described to readers as",
                                    "max_length": 160,
                                    "required": False,
                                    "search_index": False,
                                },
                            ),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "For the desk: what they would risk, and who agreed to it. Never shown to readers.",
                                    "label": "Why they are not named",
                                    "max_length": 250,
                                    "required": False,
                                    "search_index": False,
                                },
                            ),
                            10: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "Exactly what was said, for the desk. Never shown to readers.",
                                    "label": "Verbatim",
                                    "required": False,
                                    "rows": 3,
                                    "search_index": False,
                                },
                            ),
                            11: (
                                "wagtail.blocks.DateBlock",
                                (),
                                {"label": "Said on", "required": False, "search_index": False},
                            ),
                            12: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("in_person", "In person"),
                                        ("phone", "Telephone"),
                                        ("video", "Video call"),
                                        ("email", "E-mail"),
                                        ("via_pr", "Press release, or through an agency"),
                                    ],
                                    "label": "How",
                                    "required": False,
                                },
                            ),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "Where they are kept, so that a colleague finds them.",
                                    "label": "Recording or notes",
                                    "max_length": 250,
                                    "required": False,
                                    "search_index": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "Who has compared these words with the recording or the notes.",
                                    "label": "Held against them by",
                                    "max_length": 120,
                                    "required": False,
                                    "search_index": False,
                                },
                            ),
                            15: (
                                "wagtail.blocks.DateBlock",
                                (),
                                {"label": "Checked on", "required": False, "search_index": False},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("person", 3),
                                        ("kind", 4),
                                        ("lead_in", 5),
                                        ("words", 6),
                                        ("basis", 7),
                                        ("public_description", 8),
                                        ("basis_reason", 9),
                                        ("verbatim", 10),
                                        ("interviewed_on", 11),
                                        ("medium", 12),
                                        ("reference", 13),
                                        ("checked_by", 14),
                                        ("checked_on", 15),
                                    ]
                                ],
                                {},
                            ),
                            17: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["accessible-name", "bold", "italic", "link"], "label": "What happened"},
                            ),
                            18: (
                                "articles.blocks.TreatmentChooserBlock",
                                ("articles.Treatment",),
                                {"label": "Treatment", "required": False},
                            ),
                            19: ("wagtail.blocks.DateBlock", (), {"label": "Date of the treatment", "required": False}),
                            20: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Provider", "max_length": 160, "required": False},
                            ),
                            21: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("unknown", "Not known yet"),
                                        ("writer", "The writer"),
                                        ("magazine", "The magazine"),
                                        ("provider", "The provider, free of charge"),
                                        ("brand", "A brand"),
                                        ("discounted", "Provided at a discount"),
                                    ],
                                    "label": "Who paid",
                                },
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 17),
                                        ("treatment", 18),
                                        ("treated_on", 19),
                                        ("provider", 20),
                                        ("paid_by", 21),
                                    ]
                                ],
                                {},
                            ),
                            23: ("articles.blocks.PhotoChooserBlock", (), {"label": "Photo"}),
                            24: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "What a person who cannot see it needs to know. Empty: the photo's own alt text.",
                                    "label": "Alt text here",
                                    "max_length": 500,
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "default": False,
                                    "help_text": "It tells nothing that the text does not: no alt text.",
                                    "label": "Decorative",
                                    "required": False,
                                },
                            ),
                            26: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "Empty: the photo's own caption.",
                                    "label": "Caption here",
                                    "max_length": 500,
                                    "required": False,
                                },
                            ),
                            27: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "Empty: the photo's own credit.",
                                    "label": "Credit here",
                                    "max_length": 255,
                                    "required": False,
                                },
                            ),
                            28: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("standard", "Wider than the text"),
                                        ("portrait", "Portrait: narrow, in the middle"),
                                        ("full_bleed", "Full bleed: from edge to edge of the screen"),
                                        ("inset", "Inset: small, its words beside it"),
                                    ],
                                    "label": "Layout",
                                    "required": False,
                                },
                            ),
                            29: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "In the writer's own words, e.g. “ten days after the second session”.",
                                    "label": "Time since treatment",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            30: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 23),
                                        ("alt_text", 24),
                                        ("decorative", 25),
                                        ("caption", 26),
                                        ("credit", 27),
                                        ("layout", 28),
                                        ("elapsed", 29),
                                    ]
                                ],
                                {},
                            ),
                            31: ("articles.blocks.PhotoChooserBlock", (), {"label": "Photo", "required": False}),
                            32: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "help_text": "0: before the first.",
                                    "label": "Sessions so far",
                                    "max_value": 99,
                                    "min_value": 0,
                                    "required": False,
                                },
                            ),
                            33: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "not stated"),
                                        ("window", "daylight at a window"),
                                        ("outdoors", "daylight outdoors"),
                                        ("lamp", "a lamp"),
                                        ("flash", "a flash or ring light"),
                                    ],
                                    "label": "Light",
                                    "required": False,
                                },
                            ),
                            34: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "not stated"),
                                        ("front", "from the front"),
                                        ("three_quarters", "at three quarters"),
                                        ("side", "from the side"),
                                        ("above", "from above"),
                                        ("below", "from below"),
                                    ],
                                    "label": "Angle",
                                    "required": False,
                                },
                            ),
                            35: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "not stated"),
                                        ("near", "a patch of skin"),
                                        ("part", "a part of the face or body"),
                                        ("whole", "the whole face or limb"),
                                        ("figure", "the whole figure"),
                                    ],
                                    "label": "Distance",
                                    "required": False,
                                },
                            ),
                            36: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "not stated"),
                                        ("no_face", "no face in the picture"),
                                        ("neutral", "a face at rest"),
                                        ("smiling", "smiling"),
                                        ("moving", "another expression"),
                                    ],
                                    "label": "Expression",
                                    "required": False,
                                },
                            ),
                            37: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "not stated"),
                                        ("none", "none"),
                                        ("light", "a little"),
                                        ("full", "full make-up"),
                                    ],
                                    "label": "Make-up",
                                    "required": False,
                                },
                            ),
                            38: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "not stated"),
                                        ("light", "plain and light"),
                                        ("dark", "plain and dark"),
                                        ("room", "a room"),
                                        ("outdoors", "outdoors"),
                                    ],
                                    "label": "Background",
                                    "required": False,
                                },
                            ),
                            39: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "not stated"),
                                        ("none", "none"),
                                        ("products", "skin-care products"),
                                        ("procedure", "another procedure"),
                                    ],
                                    "label": "Other treatments",
                                    "required": False,
                                },
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 31),
                                        ("alt_text", 24),
                                        ("decorative", 25),
                                        ("caption", 26),
                                        ("credit", 27),
                                        ("sessions", 32),
                                        ("light", 33),
                                        ("angle", 34),
                                        ("distance", 35),
                                        ("expression", 36),
                                        ("make_up", 37),
                                        ("background", 38),
                                        ("other_treatments", 39),
                                    ]
                                ],
                                {"label": "Before"},
                            ),
                            41: ("wagtail.blocks.DateBlock", (), {"label": "Before: taken on", "required": False}),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 31),
                                        ("alt_text", 24),
                                        ("decorative", 25),
                                        ("caption", 26),
                                        ("credit", 27),
                                        ("sessions", 32),
                                        ("light", 33),
                                        ("angle", 34),
                                        ("distance", 35),
                                        ("expression", 36),
                                        ("make_up", 37),
                                        ("background", 38),
                                        ("other_treatments", 39),
                                    ]
                                ],
                                {"label": "After"},
                            ),
                            43: ("wagtail.blocks.DateBlock", (), {"label": "After: taken on", "required": False}),
                            44: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "What else readers should know. What differs or is not stated above is told without your help.",
                                    "label": "Note",
                                    "max_length": 300,
                                    "required": False,
                                },
                            ),
                            45: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("before", 40),
                                        ("before_taken_on", 41),
                                        ("after", 42),
                                        ("after_taken_on", 43),
                                        ("treatment", 18),
                                        ("note", 44),
                                    ]
                                ],
                                {},
                            ),
                            46: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("grid", "Rows"),
                                        ("diptych", "Diptych: two side by side, on telephones too"),
                                    ],
                                    "label": "Layout",
                                    "required": False,
                                },
                            ),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Title", "max_length": 120, "required": False},
                            ),
                            48: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 23),
                                        ("alt_text", 24),
                                        ("decorative", 25),
                                        ("caption", 26),
                                        ("credit", 27),
                                    ]
                                ],
                                {"label": "Photo"},
                            ),
                            49: ("wagtail.blocks.ListBlock", (48,), {"label": "Photos", "max_num": 30, "min_num": 2}),
                            50: ("wagtail.blocks.StructBlock", [[("layout", 46), ("title", 47), ("photos", 49)]], {}),
                            51: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "Key points", "label": "Title", "max_length": 80, "required": False},
                            ),
                            52: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["accessible-name", "bold", "italic", "link", "attribution"],
                                    "label": "Point",
                                },
                            ),
                            53: ("wagtail.blocks.ListBlock", (52,), {"label": "Points", "max_num": 7, "min_num": 1}),
                            54: ("wagtail.blocks.StructBlock", [[("title", 51), ("points", 53)]], {}),
                            55: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Question", "max_length": 200},
                            ),
                            56: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "accessible-name",
                                        "bold",
                                        "italic",
                                        "link",
                                        "attribution",
                                        "h3",
                                        "ol",
                                        "ul",
                                        "photo-reference",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            57: ("wagtail.blocks.StructBlock", [[("question", 55), ("answer", 56)]], {}),
                            58: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"default": "", "label": "Words", "max_length": 300, "rows": 2},
                            ),
                            59: (
                                "articles.blocks.PersonChooserBlock",
                                (),
                                {
                                    "help_text": "Empty: the writer's.",
                                    "label": "Whose words",
                                    "page_type": ["people.PersonPage"],
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "default": False,
                                    "help_text": "Only then is it set in quotation marks.",
                                    "label": "Exactly their words",
                                    "required": False,
                                },
                            ),
                            61: ("wagtail.blocks.StructBlock", [[("words", 58), ("person", 59), ("exact", 60)]], {}),
                            62: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [("note", "Note"), ("tip", "Tip"), ("warning", "Warning")],
                                    "label": "Tone",
                                },
                            ),
                            63: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["accessible-name", "bold", "italic", "link", "attribution"],
                                    "label": "Text",
                                },
                            ),
                            64: ("wagtail.blocks.StructBlock", [[("tone", 62), ("title", 47), ("text", 63)]], {}),
                            65: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {"help_text": "Of the video's own page, on YouTube or Vimeo.", "label": "Address"},
                            ),
                            66: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "What it shows", "max_length": 300, "required": False},
                            ),
                            67: ("wagtail.blocks.StructBlock", [[("video", 65), ("caption", 66)]], {}),
                            68: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("paper", "Scientific paper"),
                                        ("official", "Authority or official notice"),
                                        ("label", "Product label or instructions"),
                                        ("interview", "Interview by the magazine"),
                                        ("other", "Other"),
                                    ],
                                    "label": "Kind",
                                },
                            ),
                            69: ("wagtail.blocks.CharBlock", (), {"default": "", "label": "Title", "max_length": 300}),
                            70: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Author or publisher", "max_length": 200, "required": False},
                            ),
                            71: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Year", "max_length": 20, "required": False},
                            ),
                            72: ("wagtail.blocks.URLBlock", (), {"label": "Address", "required": False}),
                            73: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 68), ("title", 69), ("publisher", 70), ("year", 71), ("url", 72)]],
                                {},
                            ),
                            74: ("wagtail.blocks.ListBlock", (73,), {"label": "Sources", "min_num": 1}),
                            75: ("wagtail.blocks.StructBlock", [[("sources", 74)]], {}),
                        },
                        verbose_name="body",
                    ),
                ),
                (
                    "disclosure_answer",
                    models.CharField(
                        choices=[
                            ("not_asked", "Not asked yet"),
                            ("none", "Asked: nothing to disclose"),
                            ("declared", "Asked: disclosed below"),
                        ],
                        default="not_asked",
                        max_length=20,
                        verbose_name="was anything paid for or given?",
                    ),
                ),
                (
                    "medically_reviewed_on",
                    models.DateField(blank=True, null=True, verbose_name="medically reviewed on"),
                ),
                ("word_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "hero_photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hero_of",
                        to="photos.photo",
                        verbose_name="hero photo",
                    ),
                ),
                (
                    "medical_reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed_stories",
                        to="people.personpage",
                        verbose_name="medical reviewer",
                    ),
                ),
                (
                    "products",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="stories", to="articles.product", verbose_name="products"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="articles.topicpage",
                        verbose_name="topic",
                    ),
                ),
                (
                    "treatments",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="stories", to="articles.treatment", verbose_name="treatments"
                    ),
                ),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "article",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bylines", to="articles.articlepage"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bylines",
                        to="people.personpage",
                        verbose_name="writer",
                    ),
                ),
            ],
            options={
                "verbose_name": "writer",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("article", "person"), name="articles_byline_once_per_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_live", models.BooleanField(default=False)),
                ("in_draft", models.BooleanField(default=False)),
                ("by_name", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="articles.articlepage"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="people.personpage",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "by_name"], name="articles_citation_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "person"), name="articles_citation_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("in_live", True), ("in_draft", True), _connector="OR"),
                        name="articles_citation_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by_name", False), ("in_live", True), _connector="OR"),
                        name="articles_citation_named_where_live",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("affiliate", "Affiliate links"),
                            ("gifted_product", "Gifted product"),
                            ("gifted_treatment", "Gifted treatment"),
                            ("discount", "Discount"),
                            ("press_trip", "Press trip"),
                            ("loan", "Loan"),
                            ("paid_partnership", "Paid partnership"),
                            ("ownership", "Ownership"),
                            ("expert_paid_by_brand", "Expert paid by a brand"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "party",
                    models.CharField(help_text="The brand, clinic or agency.", max_length=160, verbose_name="who"),
                ),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="as readers see it")),
                (
                    "article",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="disclosures",
                        to="articles.articlepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "affiliate",
                                    "gifted_product",
                                    "gifted_treatment",
                                    "discount",
                                    "press_trip",
                                    "loan",
                                    "paid_partnership",
                                    "ownership",
                                    "expert_paid_by_brand",
                                    "",
                                ],
                            )
                        ),
                        name="articles_disclosure_kind_valid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedStory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "article",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related_stories",
                        to="articles.articlepage",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.articlepage",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "related story",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("article", "story"), name="articles_related_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="articlepage",
            constraint=models.CheckConstraint(
                condition=models.Q(("disclosure_answer__in", ["not_asked", "none", "declared"])),
                name="articles_article_disclosure_answer_valid",
            ),
        ),
    ]
