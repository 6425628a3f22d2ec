#!/usr/bin/env python
"""Django's command line; starts the embedded database where none is configured."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config import embedded_postgres

    embedded_postgres.start_if_needed(sys.argv[1:])
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
