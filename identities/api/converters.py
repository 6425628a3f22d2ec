"""Parts of paths. A NUL, which PostgreSQL's texts can't hold, is in no resource's name."""

from django.urls import register_converter


class TextConverter:
    """One part of a path."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        if "\0" in value:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class AnyTextConverter(TextConverter):
    """All the rest of a path, slashes too, which arrive decoded."""

    regex = "(?s:.+)"


register_converter(TextConverter, "text")
register_converter(AnyTextConverter, "anytext")
