"""Sessions of which a copy of the database opens none and tells nothing.

What a session remembers is sealed: half-done sign-ins lie there, the key of an app that is being
set up, the one of a link to set a password. And its number, which stands in the table, is not
what the browser shows: that is signed with the key of the settings.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

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


def _signer() -> Signer:
    return Signer(salt="session cookie", sep=".")


def as_cookie(session_key: str) -> str:
    """What the browser keeps of a session."""
    return _signer().sign(session_key)


def from_cookie(cookie: str | None) -> str | None:
    """The number of the session a browser shows; None for what was not given to it."""
    try:
        return _signer().unsign(cookie or "")
    except BadSignature:
        return None


class SessionStore(db.SessionStore):
    """Sessions in the database, found by their number or by what the browser keeps."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(from_cookie(session_key) or session_key)


class SignedSessions(SessionMiddleware):
    """Opens the session of a browser by the signed number alone, never by the bare one."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session, or begin one."""
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = self.SessionStore(from_cookie(cookie))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Store it, and sign what the browser gets."""
        response = super().process_response(request, response)
        given = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if given and given.value:
            response.cookies[settings.SESSION_COOKIE_NAME] = as_cookie(given.value)
        return response
