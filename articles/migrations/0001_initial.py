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
                            ("statement", 8),
                            ("experience", 14),
                            ("photo", 22),
                            ("before_after", 37),
                            ("gallery", 42),
                            ("key_points", 46),
                            ("question_answer", 49),
                            ("pull_quote", 53),
                            ("callout", 56),
                            ("embed", 59),
                            ("source_list", 67),
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
                            8: (
                                "wagtail.blocks.StructBlock",
                                [[("person", 3), ("kind", 4), ("lead_in", 5), ("words", 6), ("verbatim", 7)]],
                                {},
                            ),
                            9: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["accessible-name", "bold", "italic", "link"], "label": "What happened"},
                            ),
                            10: (
                                "articles.blocks.TreatmentChooserBlock",
                                ("articles.Treatment",),
                                {"label": "Treatment", "required": False},
                            ),
                            11: ("wagtail.blocks.DateBlock", (), {"label": "Date of the treatment", "required": False}),
                            12: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Provider", "max_length": 160, "required": False},
                            ),
                            13: (
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
                            14: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 9),
                                        ("treatment", 10),
                                        ("treated_on", 11),
                                        ("provider", 12),
                                        ("paid_by", 13),
                                    ]
                                ],
                                {},
                            ),
                            15: ("articles.blocks.PhotoChooserBlock", (), {"label": "Photo"}),
                            16: (
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
                            17: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "default": False,
                                    "help_text": "It tells nothing that the text does not: no alt text.",
                                    "label": "Decorative",
                                    "required": False,
                                },
                            ),
                            18: (
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
                            19: (
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
                            20: (
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
                            21: (
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
                            22: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 15),
                                        ("alt_text", 16),
                                        ("decorative", 17),
                                        ("caption", 18),
                                        ("credit", 19),
                                        ("layout", 20),
                                        ("elapsed", 21),
                                    ]
                                ],
                                {},
                            ),
                            23: ("articles.blocks.PhotoChooserBlock", (), {"label": "Photo", "required": False}),
                            24: (
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
                            25: (
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
                            26: (
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
                            27: (
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
                            28: (
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
                            29: (
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
                            30: (
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
                            31: (
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
                            32: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 23),
                                        ("alt_text", 16),
                                        ("decorative", 17),
                                        ("caption", 18),
                                        ("credit", 19),
                                        ("sessions", 24),
                                        ("light", 25),
                                        ("angle", 26),
                                        ("distance", 27),
                                        ("expression", 28),
                                        ("make_up", 29),
                                        ("background", 30),
                                        ("other_treatments", 31),
                                    ]
                                ],
                                {"label": "Before"},
                            ),
                            33: ("wagtail.blocks.DateBlock", (), {"label": "Before: taken on", "required": False}),
                            34: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 23),
                                        ("alt_text", 16),
                                        ("decorative", 17),
                                        ("caption", 18),
                                        ("credit", 19),
                                        ("sessions", 24),
                                        ("light", 25),
                                        ("angle", 26),
                                        ("distance", 27),
                                        ("expression", 28),
                                        ("make_up", 29),
                                        ("background", 30),
                                        ("other_treatments", 31),
                                    ]
                                ],
                                {"label": "After"},
                            ),
                            35: ("wagtail.blocks.DateBlock", (), {"label": "After: taken on", "required": False}),
                            36: (
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
                            37: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("before", 32),
                                        ("before_taken_on", 33),
                                        ("after", 34),
                                        ("after_taken_on", 35),
                                        ("treatment", 10),
                                        ("note", 36),
                                    ]
                                ],
                                {},
                            ),
                            38: (
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
                            39: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Title", "max_length": 120, "required": False},
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("photo", 15),
                                        ("alt_text", 16),
                                        ("decorative", 17),
                                        ("caption", 18),
                                        ("credit", 19),
                                    ]
                                ],
                                {"label": "Photo"},
                            ),
                            41: ("wagtail.blocks.ListBlock", (40,), {"label": "Photos", "max_num": 30, "min_num": 2}),
                            42: ("wagtail.blocks.StructBlock", [[("layout", 38), ("title", 39), ("photos", 41)]], {}),
                            43: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "Key points", "label": "Title", "max_length": 80, "required": False},
                            ),
                            44: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["accessible-name", "bold", "italic", "link", "attribution"],
                                    "label": "Point",
                                },
                            ),
                            45: ("wagtail.blocks.ListBlock", (44,), {"label": "Points", "max_num": 7, "min_num": 1}),
                            46: ("wagtail.blocks.StructBlock", [[("title", 43), ("points", 45)]], {}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Question", "max_length": 200},
                            ),
                            48: (
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
                            49: ("wagtail.blocks.StructBlock", [[("question", 47), ("answer", 48)]], {}),
                            50: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"default": "", "label": "Words", "max_length": 300, "rows": 2},
                            ),
                            51: (
                                "articles.blocks.PersonChooserBlock",
                                (),
                                {
                                    "help_text": "Empty: the writer's.",
                                    "label": "Whose words",
                                    "page_type": ["people.PersonPage"],
                                    "required": False,
                                },
                            ),
                            52: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "default": False,
                                    "help_text": "Only then is it set in quotation marks.",
                                    "label": "Exactly their words",
                                    "required": False,
                                },
                            ),
                            53: ("wagtail.blocks.StructBlock", [[("words", 50), ("person", 51), ("exact", 52)]], {}),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [("note", "Note"), ("tip", "Tip"), ("warning", "Warning")],
                                    "label": "Tone",
                                },
                            ),
                            55: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["accessible-name", "bold", "italic", "link", "attribution"],
                                    "label": "Text",
                                },
                            ),
                            56: ("wagtail.blocks.StructBlock", [[("tone", 54), ("title", 39), ("text", 55)]], {}),
                            57: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {"help_text": "Of the video's own page, on YouTube or Vimeo.", "label": "Address"},
                            ),
                            58: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "What it shows", "max_length": 300, "required": False},
                            ),
                            59: ("wagtail.blocks.StructBlock", [[("video", 57), ("caption", 58)]], {}),
                            60: (
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
                            61: ("wagtail.blocks.CharBlock", (), {"default": "", "label": "Title", "max_length": 300}),
                            62: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Author or publisher", "max_length": 200, "required": False},
                            ),
                            63: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"default": "", "label": "Year", "max_length": 20, "required": False},
                            ),
                            64: ("wagtail.blocks.URLBlock", (), {"label": "Address", "required": False}),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 60), ("title", 61), ("publisher", 62), ("year", 63), ("url", 64)]],
                                {},
                            ),
                            66: ("wagtail.blocks.ListBlock", (65,), {"label": "Sources", "min_num": 1}),
                            67: ("wagtail.blocks.StructBlock", [[("sources", 66)]], {}),
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
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="last change of substance")),
                ("retracted_at", models.DateTimeField(editable=False, null=True, verbose_name="retracted")),
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
                "indexes": [models.Index(fields=["person", "in_live"], name="articles_citation_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "person"), name="articles_citation_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("in_live", True), ("in_draft", True), _connector="OR"),
                        name="articles_citation_somewhere",
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
