"""The admin of tokens; importing it registers every model."""

from tokens.admin import batches, grants, tokens

__all__ = ["batches", "grants", "tokens"]
