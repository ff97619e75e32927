"""What every answer carries: safe headers, the request's number, and no stored private page."""

import re
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from core.ids import new_id

Answer = Callable[[HttpRequest], HttpResponse]

SLOW = 1_000  # milliseconds after which a request is worth a line
log = structlog.get_logger(__name__)

# No page needs a device or a sensor, and nobody else may embed or read ours.
ALWAYS = {
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
        "fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
        "midi=(), payment=(), publickey-credentials-get=(self), screen-wake-lock=(), usb=(), "
        "xr-spatial-tracking=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    # For answers made before the policy's own middleware, such as "bad request".
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


class SafeHeaders:
    """Outermost: gives every answer, errors and files included, the headers it still lacks."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response


class RequestId:
    """Numbers each request, so that its log lines, its answer and a report by phone meet.

    A number handed in by the trust's own proxy is kept if it looks like one.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_behind_proxy = settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0
        given = request.headers.get("X-Request-ID", "") if is_behind_proxy else ""
        request_id = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else new_id().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self._timed(request)
        response.headers["X-Request-ID"] = request_id
        return response

    def _timed(self, request: HttpRequest) -> HttpResponse:
        """The answer; one that took long leaves a line."""
        start = time.perf_counter()
        response = self.get_response(request)
        took = (time.perf_counter() - start) * 1000
        if took > SLOW:
            match = request.resolver_match
            log.warning(
                "slow_request",
                method=request.method,
                route=match.route if match else "",
                status=response.status_code,
                milliseconds=round(took),
            )
        return response


class PrivatePages:
    """Nothing shown to a person with a session is kept by browser or proxy.

    So the back button after signing out on a shared computer shows nothing. What a view
    itself calls public (a style sheet) stays as it is.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_public = "public" in response.headers.get("Cache-Control", "")
        if not is_public and not request.session.is_empty():
            add_never_cache_headers(response)
        return response
