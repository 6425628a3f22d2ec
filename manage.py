#!/usr/bin/env python
"""Django's command line; starts the embedded database where none is configured."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config import embedded_postgres

    try:
        embedded_postgres.start_if_needed(sys.argv[1:])
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, embedded_postgres.EmbeddedPostgresError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))


if __name__ == "__main__":
    main()
