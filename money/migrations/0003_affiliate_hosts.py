from django.db import migrations

# Hosts that networks and shops give their partners for links, and for shops the parameter that names the partner.
HOSTS = [
    ("amzn.to", "Amazon Associates", ""),
    ("amazon.com", "Amazon Associates", "tag"),
    ("amazon.co.uk", "Amazon Associates", "tag"),
    ("amazon.de", "Amazon Associates", "tag"),
    ("anrdoezrs.net", "CJ", ""),
    ("awin1.com", "Awin", ""),
    ("dpbolvw.net", "CJ", ""),
    ("go.redirectingat.com", "Skimlinks", ""),
    ("go.skimresources.com", "Skimlinks", ""),
    ("jdoqocy.com", "CJ", ""),
    ("kqzyfj.com", "CJ", ""),
    ("linksynergy.com", "Rakuten Advertising", ""),
    ("prf.hn", "Partnerize", ""),
    ("rstyle.me", "LTK", ""),
    ("shareasale.com", "ShareASale", ""),
    ("tkqlhce.com", "CJ", ""),
    ("viglink.com", "Sovrn Commerce", ""),
]


def add_hosts(apps, schema_editor):
    model = apps.get_model("money.AffiliateHost")
    model.objects.bulk_create(
        [model(host=host, network=network, parameter=parameter) for host, network, parameter in HOSTS]
    )


class Migration(migrations.Migration):
    dependencies = [("money", "0002_permissions")]

    operations = [migrations.RunPython(add_hosts, migrations.RunPython.noop)]
