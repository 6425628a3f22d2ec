"""Commit to a seed and a published revision, and draw numbers from the seed."""

import hashlib
import hmac
import json
from uuid import UUID

DRAW_RANGE = 10**9

_DIGEST_SIZE = 32


def canonical_json(document: object) -> bytes:
    """Write a JSON document in its only form: UTF-8, keys sorted, no white space.

    Keys sort by code point. Raises TypeError for floats (their text differs between
    languages), keys that are not strings and values that JSON does not have, and
    ValueError for text that is not Unicode.
    """
    _refuse_inexact(document)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def document_sha256(document: object) -> str:
    """Return the SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def commitment(*, seed: bytes, revision_sha256: str) -> str:
    """Return what is published before a game starts, in lower-case hexadecimal.

    It is SHA-256(seed ‖ the 32 raw bytes of the revision's SHA-256). Raises ValueError
    when the seed or the hash is not 32 bytes.
    """
    revision = bytes.fromhex(revision_sha256)
    if len(revision) != _DIGEST_SIZE:
        raise ValueError("The revision's SHA-256 is not 32 bytes.")
    return hashlib.sha256(checked_seed(seed) + revision).hexdigest()


def draw_key(*, seed: bytes) -> bytes:
    """Return the key of a game's probability draws: HMAC-SHA256(seed, "draw").

    32 bytes. Raises ValueError when the seed is not 32 bytes.
    """
    return hmac.digest(checked_seed(seed), b"draw", "sha256")


def draw_number(*, draw_key: bytes, token_id: UUID) -> int:
    """Return a token's draw, 0 to 10⁹ - 1, as tokens/sql/redeem_token.sql takes it.

    The first 8 bytes of SHA-256(draw key ‖ 16 bytes of the id), big-endian with the top
    bit cleared (PostgreSQL's bigint is signed), modulo 10⁹.
    """
    digest = hashlib.sha256(draw_key + token_id.bytes).digest()
    return (int.from_bytes(digest[:8], "big") & (2**63 - 1)) % DRAW_RANGE


def checked_seed(seed: bytes) -> bytes:
    """Return the seed, or raise ValueError when it is not 32 bytes."""
    if len(seed) != _DIGEST_SIZE:
        raise ValueError("The seed is not 32 bytes.")
    return seed


def _refuse_inexact(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("A canonical document holds no floats.")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("A canonical document's keys are strings.")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_inexact(item)
