"""How a file comes in: only to a view that says so, only from who may open it, and never whole in memory.

    @requires("log_activity")
    @takes_files(most_bytes=20_000_000)
    def attachment_add(request, activity_id): ...

While it comes in, a file has no name on the disk, so that nothing is left of one that was
broken off, however the process ended.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import IO, Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from core.files.storage import folder_of_work

TOO_LARGE, NO_ROOM = "too large", "no room"
log = structlog.get_logger(__name__)

View = Callable[..., HttpResponseBase]


def takes_files(*, most_bytes: int) -> Callable[[View], View]:
    """Let a view's posts carry files, together at most so many bytes. Goes with an access mark."""

    def decorate(view: View) -> View:
        view.takes_files = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


def most_body(view: Any) -> int:
    """The longest body in bytes that is read for a view.

    One that is somewhat too long is read to its end without being kept, so that the person
    gets the form back with the reason and not a broken connection.
    """
    most = getattr(view, "takes_files", 0)
    return settings.MOST_BODY + 2 * most


class Upload(UploadedFile):
    """A file as it came in, in a temporary file without a name; closing it removes it.

    `digest` is the SHA-256 of its bytes. `fault` says why it is not whole, if it is not.
    """

    def __init__(self, file: IO[bytes], name: str, size: int, digest: str, fault: str) -> None:
        super().__init__(file=file, name=name, size=size)
        self.digest = digest
        self.fault = fault


class IntoTemporaryFile(FileUploadHandler):
    """Streams files to the disk of files, counting and hashing as they come."""

    def __init__(self, request: HttpRequest, most_bytes: int) -> None:
        super().__init__(request)
        self._left = most_bytes
        self._opened = ExitStack()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._mark = hashlib.sha256()
        self._fault = ""
        arriving = tempfile.TemporaryFile(dir=folder_of_work())  # noqa: SIM115 - closed with the request
        self._out: IO[bytes] = self._opened.enter_context(arriving)
        if not _has_room(self._left):
            self._give_up(NO_ROOM)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or read past it once the file is given up."""
        if self._fault:
            return
        self._left -= len(raw_data)
        if self._left < 0:
            self._give_up(TOO_LARGE)
            return
        try:
            self._out.write(raw_data)
        except OSError:
            log.warning("upload_no_room")
            self._give_up(NO_ROOM)
        else:
            self._mark.update(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        """The file, from its start."""
        try:
            self._out.seek(0)
        except OSError:
            self._give_up(NO_ROOM)
        digest = self._mark.hexdigest()
        return Upload(self._out, self.file_name or "", file_size, digest, self._fault)

    def close(self) -> None:
        """Free the room of every file that was begun, also of one that never ended."""
        # What could not be written before cannot be written when it is closed.
        with suppress(OSError):
            self._opened.close()

    def _give_up(self, fault: str) -> None:
        """Go on with an empty file; the room of the one begun is free at once."""
        self._fault = fault
        with suppress(OSError):
            self._out.close()
        nothing = tempfile.SpooledTemporaryFile()  # noqa: SIM115 - closed with the request
        self._out = self._opened.enter_context(nothing)


class WithoutFiles(FileUploadHandler):
    """Reads past files: what else was typed is kept for after signing in."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Want none of it."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: no file is begun."""

    def file_complete(self, file_size: int) -> None:
        """No file."""


class FileGate:
    """Decides, before a form is read, what happens to files in it.

    Stands before the check for forged forms, which reads the form, and after everything that
    says who is asking. Without the mark on its view a post keeps `core.gate.NoFiles`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            arriving = getattr(request, "arriving", None)
            if arriving is not None:
                arriving.close()

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Choose what takes the files, or send away who may not send any."""
        most = getattr(view, "takes_files", 0)
        if not most or request.method != "POST":
            return None
        is_in = request.user.is_authenticated
        if is_in and view.allows(request.user):
            arriving = IntoTemporaryFile(request, most)
            request.arriving = arriving  # type: ignore[attr-defined]
            request.upload_handlers = [arriving]
        elif int(request.META.get("CONTENT_LENGTH") or 0) <= settings.MOST_BODY:
            request.upload_handlers = [WithoutFiles(request)]
        elif is_in:
            raise PermissionDenied
        else:
            back = urlencode({"next": request.get_full_path()})
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")
        return None


def _has_room(size: int) -> bool:
    return shutil.disk_usage(folder_of_work()).free - size > settings.FILES_KEEP_FREE
