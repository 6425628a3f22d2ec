"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from config import embedded_postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
embedded_postgres.start_if_needed(["serve"])
application = get_wsgi_application()
