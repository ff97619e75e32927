"""What stands before Django: requests that it could not read, and answers it failed to make."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.http import parse_header_parameters

from core.middleware import ALWAYS

TOO_LARGE = "What you sent is too large. Go back and send less at a time."
UNREADABLE = "We could not read what was sent. Go back and send it again."
FAILED = "Sorry, something went wrong on our side. Try again in a few minutes."
log = logging.getLogger(__name__)


class Gate:
    """The web application, with a gate before it.

    A body above settings.MOST_BODY bytes is refused unread. Pages are sent as UTF-8 and come
    back so: another charset, which could be any of Python's codecs, is not believed. What
    Django lets fall becomes a plain answer with the headers that all answers have.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return _answer(start_response, HTTPStatus.BAD_REQUEST, UNREADABLE)
        if len(length) > 18 or int(length) > settings.MOST_BODY:
            return _answer(start_response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
        if environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = readable_type(environ["CONTENT_TYPE"])
        try:
            return self.application(environ, start_response)
        except Exception:
            log.exception("request_failed")
            return _answer(start_response, HTTPStatus.INTERNAL_SERVER_ERROR, FAILED)


def readable_type(content_type: str) -> str:
    """The content type, without its parameters if they ask for another charset than UTF-8."""
    try:
        kind, parameters = parse_header_parameters(content_type)
    except (ValueError, LookupError):
        return ""
    is_ours = parameters.get("charset", "utf-8").lower() in {"utf-8", "utf8"}
    return content_type if is_ours else kind


def _answer(start_response: Any, status: HTTPStatus, words: str) -> list[bytes]:
    body = f"{words}\n".encode()
    headers = {
        **ALWAYS,
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
    }
    start_response(f"{status.value} {status.phrase}", list(headers.items()))
    return [body]


class NoFiles(FileUploadHandler):
    """No page takes files: one that is sent all the same is refused at its first byte."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise BadRequest("No page takes files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: no file is begun."""

    def file_complete(self, file_size: int) -> None:
        """Never called: no file is begun."""
