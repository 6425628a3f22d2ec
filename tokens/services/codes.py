"""Codes of tokens, as people write them down."""

# Crockford's base 32: what is easily misread stands for the digit that it looks like
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def normalize_code(text: str) -> str:
    """Return the code that *text* means: capitals, no spaces or hyphens, look-alikes mended."""
    return text.upper().translate(LOOK_ALIKES)
