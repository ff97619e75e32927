"""What the web application does with requests that no page could read."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cocreation.wsgi import application
from core.gate import Gate, readable_type
from core.middleware import ALWAYS


def ask(app=application, body=b"", **environ):
    """The status, the headers and the body a server would get for a request to a page."""
    request = {"HTTP_HOST": "localhost", "PATH_INFO": "/healthz", "CONTENT_LENGTH": str(len(body))}
    request |= {"wsgi.input": BytesIO(body), **environ}
    setup_testing_defaults(request)
    told = []
    answer = app(request, lambda status, headers, exc=None: told.extend([status, dict(headers)]))
    words = b"".join(answer).decode()
    return int(told[0][:3]), told[1], words


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=hex",
        "text/plain; charset=zlib",
        'text/plain; x=y; CHARSET="rot13"',
        "application/x-www-form-urlencoded; charset=unicode_escape",
        "text/plain; charset*=utf-8''hex",
        "text/plain; charset*=nonsense''hex",
        "text/plain; charset=\xff",
        "multipart/form-data; boundary=x; charset=base64",
    ],
)
@pytest.mark.parametrize("page", ["/healthz", "/account/login/?q=%ff"])
def test_no_charset_breaks_a_page(db, content_type, page):
    path, _, query = page.partition("?")
    status, headers, _ = ask(
        CONTENT_TYPE=content_type, PATH_INFO=path, QUERY_STRING=query, HTTP_COOKIE="a=b"
    )
    assert status == 200
    assert set(ALWAYS) <= set(headers)


@pytest.mark.parametrize(
    "kept",
    [
        "multipart/form-data; boundary=----x",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
    ],
)
def test_what_browsers_send_is_left_alone(kept):
    assert readable_type(kept) == kept


@pytest.mark.parametrize("length", ["6000001", "9" * 5_000])
def test_a_body_too_large_is_refused_unread(length):
    status, headers, words = ask(REQUEST_METHOD="POST", CONTENT_LENGTH=length)
    assert status == 413
    assert words == "What you sent is too large. Go back and send less at a time.\n"
    assert set(ALWAYS) <= set(headers)


def test_only_a_page_that_takes_files_may_be_sent_more(db):
    """A visitor is sent to sign in before a byte of it is read."""
    page = reverse("activities:attachment_add", args=[1])
    kind = "multipart/form-data; boundary=x"
    sent = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "PATH_INFO": page}
    status, headers, _ = ask(CONTENT_LENGTH="30000000", **sent)
    assert status == 302
    assert headers["Location"].startswith(reverse("account_login"))
    assert ask(CONTENT_LENGTH="50000000", **sent)[0] == 413
    assert ask(CONTENT_LENGTH="30000000", **{**sent, "PATH_INFO": "/activities/"})[0] == 413


@pytest.mark.parametrize("length", ["-1", "many", "١"])
def test_a_length_that_is_none_is_refused(length):
    assert ask(REQUEST_METHOD="POST", CONTENT_LENGTH=length)[0] == 400


def test_what_escapes_is_answered_plainly(caplog):
    def broken(environ, start_response):
        raise RuntimeError("bea@portal.example")

    status, headers, words = ask(Gate(broken))
    assert status == 500
    assert "something went wrong" in words
    assert "bea" not in words
    assert set(ALWAYS) <= set(headers)
    assert "request_failed" in caplog.text


def test_a_file_is_refused(client, db):
    for kind in (SimpleUploadedFile("a.txt", b"x"), SimpleUploadedFile("b.bin", b"x" * 3_000_000)):
        answer = client.post(reverse("account_login"), {"login": "a@portal.example", "f": kind})
        assert answer.status_code == 400
