"""Secrets at rest: the few values that must not be readable in the database or a copy of it.

AES-256-GCM with a key derived from a setting. Each sealed value is bound to its place
(table and row), so that one copied to another row does not open there.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"  # so that a later format can be told apart
NONCE_BYTES = 12


class CannotOpen(Exception):  # noqa: N818 - the state of a value, not a slip in the code
    """The key is another one, or the value was changed or moved."""


@lru_cache(maxsize=8)
def _cipher(secret: str, purpose: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        secret.encode()
    )
    return AESGCM(key)


def seal(text: str, *, secret: str, purpose: str, place: str) -> bytes:
    """Encrypt `text` for one purpose and place (`core_message:ID`)."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(secret, purpose).encrypt(nonce, text.encode(), place.encode())
    return FORMAT + nonce + sealed


def unseal(value: bytes, *, secret: str, purpose: str, place: str) -> str:
    """The text again. Raises `CannotOpen` if key, place or value do not fit."""
    value = bytes(value)
    if value[:1] != FORMAT:
        raise CannotOpen("The value is in a format that is not known here.")
    nonce, sealed = value[1 : 1 + NONCE_BYTES], value[1 + NONCE_BYTES :]
    try:
        return _cipher(secret, purpose).decrypt(nonce, sealed, place.encode()).decode()
    except InvalidTag as fault:
        raise CannotOpen("The key does not fit, or the value was changed or moved.") from fault
