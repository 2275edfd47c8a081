"""A record of exosome therapy to begin with. Each row waits for the house to verify it; readers are told so.

Facts: US Food and Drug Administration, public safety notification of 6 December 2019, consumer alert of 22 July 2020,
warning letter of 5 May 2025. About the European Union and the United Kingdom only sellers' pages were seen, so that
nothing is claimed.
"""

from django.db import migrations

NAME = "Exosome therapy"
OTHER_NAMES = ["exosome", "exosomes", "exosome facial", "exosome treatment"]
STATUSES = [
    {
        "jurisdiction": "US",
        "status": "unapproved",
        "note": (
            "The regulator knows of no exosome product that it has approved. It spoke of serious harm to patients in "
            "Nebraska in 2019, alerted consumers on 22 July 2020, and warned a seller of vials and gel on 5 May 2025."
        ),
        "source_name": "US Food and Drug Administration, notification of 6 December 2019",
        "source_url": (
            "https://www.fda.gov/vaccines-blood-biologics/safety-availability-biologics/"
            "public-safety-notification-exosome-products"
        ),
    },
    {"jurisdiction": "EU", "status": "unknown"},
    {"jurisdiction": "UK", "status": "unknown"},
]


def add_record(apps, schema_editor):
    treatment_model = apps.get_model("treatments.Treatment")
    treatment = treatment_model.objects.create(
        name=NAME,
        summary="Minute parcels that cells send to one another, put on or into skin that a laser or needles have opened.",
        volatility="fast",
    )
    for name in OTHER_NAMES:
        apps.get_model("treatments.OtherName").objects.create(treatment=treatment, name=name)
    for fields in STATUSES:
        apps.get_model("treatments.RegulatoryStatus").objects.create(
            treatment=treatment, needs_verification=True, **fields
        )


def remove_record(apps, schema_editor):
    """Only the record as it came: what the house has saved since is the house's."""
    treatments = apps.get_model("treatments.Treatment").objects
    treatments.filter(name=NAME, latest_revision=None, mentions=None).delete()


class Migration(migrations.Migration):
    dependencies = [("treatments", "0002_permissions")]

    operations = [migrations.RunPython(add_record, remove_record)]
