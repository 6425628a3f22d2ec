from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Not a domain: it carries the commands that start the platform."""

    name = "config"
