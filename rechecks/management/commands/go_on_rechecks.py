from django.core.management.base import BaseCommand

from rechecks.models import Cause
from rechecks.opening import go_on


class Command(BaseCommand):
    help = "List the stories to be looked at again that a worker left out when it was stopped."

    def handle(self, **options):
        for pk in Cause.objects.exclude(waiting=[]).values_list("pk", flat=True):
            go_on.func(pk)
