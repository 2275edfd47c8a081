import subprocess
import sys
import time
from itertools import islice

import environ

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import connections, transaction
from django.utils import timezone

from planning.clock import seconds_since_tick

TARGET = "target"
AT_A_TIME = 500  # rows
LIVING = 75  # seconds
# Each kind of database has an index of its own for search: it is made anew.
MADE_ANEW = {"wagtailsearch", "modelsearch"}


class Command(BaseCommand):
    """SQLite to PostgreSQL, above all. Stop web and worker first; then change DATABASE_URL and start them again."""

    help = "Copy every table into another, empty database: manage.py copy_database postgres://user:password@host/name"

    def add_arguments(self, parser):
        parser.add_argument("url", help="The database to copy to, as DATABASE_URL would name it.")

    def handle(self, *, url, **options):
        self.wait_for_workers()
        self.say("Making the tables there; this may take minutes.")
        self.manage(url, "migrate", "--verbosity=0")
        self.manage(url, "createcachetable")
        connections.settings[TARGET] = connections.configure_settings({"default": environ.Env.db_url_config(url)})[
            "default"
        ]
        if self.is_inhabited():
            raise CommandError("There is a house in that database already.")
        models = [model for model in apps.get_models(include_auto_created=True) if is_copied(model)]
        self.say(f"Copying {len(models)} tables.")
        with transaction.atomic(), transaction.atomic(using=TARGET):
            call_command("flush", database=TARGET, interactive=False, inhibit_post_migrate=True, verbosity=0)
            rows = sum(map(copy, models))
            reset_sequences(models)
        self.say("Counting both sides.")
        different = [model._meta.label for model in models if count(model, "default") != count(model, TARGET)]
        if different:
            raise CommandError(f"Not all rows arrived of: {', '.join(different)}")
        connections[TARGET].close()
        self.say("Making the search index there.")
        self.manage(url, "update_index", "--verbosity=0")
        self.say(f"{rows} rows of {len(models)} tables are in the other database.")

    def wait_for_workers(self):
        """What one goes on writing would be missing there, its mail sent twice. Once a minute it says that it lives."""
        since = seconds_since_tick()
        if since < LIVING:
            self.say(f"A worker was there {since:.0f} seconds ago. Looking for a minute whether it still is.")
        while (now := seconds_since_tick()) < LIVING:
            if now < since:
                raise CommandError("A worker is still there: stop web and worker first.")
            since = now
            time.sleep(1)

    def say(self, words):
        self.stdout.write(f"{timezone.localtime():%H:%M:%S} {words}")
        self.stdout.flush()

    def manage(self, url, *arguments):
        """Run a command in the house that is to be: migrations ask for its database by the name of this one."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        environment = {**environ.Env.ENVIRON, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
        if subprocess.run(command, env=environment, cwd=settings.BASE_DIR).returncode:  # noqa: S603 - our own command
            raise CommandError(f"`{' '.join(arguments)}` failed on the other database.")

    def is_inhabited(self):
        return any(count(apps.get_model(label), TARGET) for label in ("accounts.User", "articles.ArticlePage"))


def is_copied(model):
    return model._meta.managed and not model._meta.proxy and model._meta.app_label not in MADE_ANEW


def count(model, alias):
    return model._base_manager.using(alias).count()


def copy(model):
    """Copy a model's own table, row by row as they are: nothing is saved, so nobody is told. Returns how many."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    rows, copied = model._base_manager.using("default").order_by("pk").iterator(chunk_size=AT_A_TIME), 0
    while some := list(islice(rows, AT_A_TIME)):
        model._base_manager._insert(some, fields=fields, using=TARGET, raw=True)
        copied += len(some)
    return copied


def reset_sequences(models):
    """New rows go on counting where the copied ones end."""
    with connections[TARGET].cursor() as cursor:
        for statement in connections[TARGET].ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
