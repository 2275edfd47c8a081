#!/usr/bin/env python
"""Django's command line for Beauty Desk."""

import os
import sys
from pathlib import Path

import environ

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # Before the settings are chosen, because .env may choose them: on a server it names the production ones.
    environ.Env.read_env(Path(__file__).parent / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    execute_from_command_line(sys.argv)
