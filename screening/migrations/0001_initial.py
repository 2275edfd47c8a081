import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="HouseWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=60, verbose_name="word or phrase")),
                (
                    "kind",
                    models.CharField(
                        choices=[("blocked", "Blocked"), ("suspect", "Suspect"), ("allowed", "Fine here")],
                        max_length=10,
                        verbose_name="what it means here",
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "verbose_name": "house word",
                "verbose_name_plural": "house words",
                "ordering": ["text"],
                "default_permissions": ["add", "change", "delete"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["blocked", "suspect", "allowed"])),
                        name="screening_word_kind_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True), name="screening_word_has_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LearnedWeights",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=64)),
                ("weights", models.BinaryField()),
                ("bias", models.FloatField()),
                ("spam", models.PositiveIntegerField(help_text="Decisions learned from.")),
                ("innocent", models.PositiveIntegerField(help_text="Decisions learned from.")),
                ("trained_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="screening_weights_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40, unique=True, verbose_name="rule")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("off", "Off"),
                            ("shadow", "Shadow: note it, change nothing"),
                            ("hold", "Hold for a moderator"),
                            ("refuse", "Give back once, then hold"),
                        ],
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="number")),
            ],
            options={
                "verbose_name": "comment rule",
                "verbose_name_plural": "comment rules",
                "default_permissions": ["change"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["off", "shadow", "hold", "refuse"])),
                        name="screening_rule_mode_valid",
                    )
                ],
            },
        ),
    ]
