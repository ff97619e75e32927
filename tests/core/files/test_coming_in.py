"""A file comes in only where it is asked for, and goes out only as one to save."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.storage import folder_of_work
from core.models import StoredFile
from tests.conftest import PortalClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.files.site")]
ADD = "/tests/files/add/"


def note(name="notes.txt", content=b"What people said"):
    return SimpleUploadedFile(name, content)


def bytes_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_comes_in_and_goes_out_as_it_was(as_person):
    sam = as_person("sam")
    answer = sam.send(ADD, {"file": note(), "words": "Notes"})
    assert answer.status_code == 302
    got = sam.get(answer.url)
    assert bytes_of(got) == b"What people said"
    assert got["Content-Disposition"].startswith('attachment; filename="notes.txt"')
    assert got["Content-Type"] == "text/plain"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in got["Cache-Control"]
    assert list(folder_of_work().iterdir()) == []


def test_the_same_post_twice_stores_one(as_person):
    sam = as_person("sam")
    key = str(uuid.uuid4())
    answers = [
        sam.post(ADD, {"submission_key": key, "file": note(), "words": "Notes"}) for _ in range(2)
    ]
    assert answers[0].url == answers[1].url
    assert StoredFile.objects.count() == 1


def test_too_large_a_file_comes_back_as_a_message_with_what_was_typed(as_person):
    large = note(content=b"x" * 1_000_001)
    answer = as_person("sam").send(ADD, {"file": large, "words": "Many notes"})
    assert answer.status_code == 200
    assert "must be 1 MB or smaller" in answer.content.decode()
    assert "Many notes" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_who_may_not_open_the_page_sends_nothing(as_person):
    assert as_person("amina").send(ADD, {"file": note(), "words": "x"}).status_code == 403
    assert not StoredFile.objects.exists()


def test_a_visitor_is_sent_to_sign_in(client):
    answer = PortalClient().send(ADD, {"file": note(), "words": "x"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


def test_a_forged_form_is_refused(cast):
    forged = PortalClient(enforce_csrf_checks=True).sign_in(cast.sam)
    assert forged.send(ADD, {"file": note(), "words": "x"}).status_code == 403


def test_damage_is_seen_when_it_is_read(as_person, files_folder):
    sam = as_person("sam")
    address = sam.send(ADD, {"file": note(), "words": "Notes"}).url
    stored = StoredFile.objects.get()
    (files_folder / stored.key).write_bytes(b"What people sajd")
    answer = sam.get(address)
    assert answer.status_code == 409
    assert "damaged or missing" in answer.content.decode()
    (files_folder / stored.key).unlink()
    assert sam.get(address).status_code == 409
