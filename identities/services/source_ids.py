"""What an organization may call something of its own: it is seen, and can be part of a path."""

from unicodedata import category


def is_usable_source_id(text: str) -> bool:
    """Tell whether *text*, of whatever length, can be a source_id.

    It has more than white space, no control characters, and is neither ``.`` nor ``..``.
    """
    is_seen = bool(text.strip()) and text not in {".", ".."}
    return is_seen and not any(category(sign) == "Cc" for sign in text)
