"""Django's makemessages, without guesses: a sentence whose words have changed is one that nobody has translated yet."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
