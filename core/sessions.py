"""What a session remembers, sealed: its row in the database can be read by nobody.

Half-done sign-ins lie there: the key of an app that is being set up, the one of a link to set
a password, what was agreed with the trust's sign-in.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from core.crypto import seal, unseal


class SealedSession:
    """How Django writes a session down; one that the key does not open is an empty one."""

    purpose = "session"
    place = "django_session"

    def dumps(self, content: dict[str, Any]) -> bytes:
        """The session as bytes for its row."""
        return seal(
            json.dumps(content, separators=(",", ":")),
            secret=settings.SECRET_KEY,
            purpose=self.purpose,
            place=self.place,
        )

    def loads(self, sealed: bytes) -> dict[str, Any]:
        """The session again. Raises `CannotOpen`."""
        return json.loads(
            unseal(sealed, secret=settings.SECRET_KEY, purpose=self.purpose, place=self.place)
        )
