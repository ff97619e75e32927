"""What stands before Django: requests that it could not read, and answers it failed to make."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler
from django.urls import Resolver404, resolve
from django.utils.http import parse_header_parameters

from core.body import Body
from core.files.uploads import most_body
from core.middleware import ALWAYS

TOO_LARGE = "What you sent is too large. Go back and send less at a time."
UNREADABLE = "We could not read what was sent. Go back and send it again."
FAILED = "Sorry, something went wrong on our side. Try again in a few minutes."
log = logging.getLogger(__name__)


class Gate:
    """The web application, with a gate before it.

    A body above settings.MOST_BODY bytes is refused unread, or above what a page that takes
    files says; one that ends early or takes for ever is not believed. Pages are sent as UTF-8
    and come back so: another charset, which could be any of Python's codecs, is not believed.
    What Django lets fall becomes a plain answer with the headers that all answers have.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return _answer(start_response, HTTPStatus.BAD_REQUEST, UNREADABLE)
        if len(length) > 18 or int(length) > _most_body(environ, int(length)):
            return _answer(start_response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
        if environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = readable_type(environ["CONTENT_TYPE"])
        body = Body(environ["wsgi.input"], int(length))
        environ["wsgi.input"] = body
        try:
            return self.application(environ, start_response)
        except Exception:
            log.exception("request_failed")
            return _answer(start_response, HTTPStatus.INTERNAL_SERVER_ERROR, FAILED)
        finally:
            # The answer is made; what it streams does not come from the body.
            body.close()


def _most_body(environ: dict[str, Any], length: int) -> int:
    """The longest body for this address: more than the usual only where files are taken."""
    if length <= settings.MOST_BODY:
        return settings.MOST_BODY
    path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return most_body(resolve(path).func)
    except Resolver404:
        return settings.MOST_BODY


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
    """For pages that take no files: one that is sent all the same is refused at its first byte."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise BadRequest("This page takes no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: no file is begun."""

    def file_complete(self, file_size: int) -> None:
        """Never called: no file is begun."""
