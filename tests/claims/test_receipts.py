"""Receipts as they come from the page: what is hostile, too much, or more than the disk holds."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from claims.models import Receipt
from core.files.checks import check_due
from core.models import StoredFile
from tests.claims.claiming import a_claim, amina_of, bus, in_force
from tests.core.files import files
from tests.core.files.test_kinds import REFUSED
from tests.faults.clamd import TEST_VIRUS, scanner

pytestmark = pytest.mark.django_db

BAD = files.PDF.replace(b"%%EOF", b"%" + TEST_VIRUS + b"\n%%EOF")
# What a page that takes photos and PDF is sent and must not keep.
SENT = {
    name: case
    for name, case in REFUSED.items()
    if case[0].lower().endswith((".jpg", ".png", ".heic", ".pdf", ".exe", ".zip", ".gif"))
} | {
    "a bomb called a photo": (
        "Receipt.jpg",
        files.zipped({"big": b"\0" * 40_000_000}),
        "ZIP archive|do not know|not a photo",
    ),
    "a drawing that runs": (
        "Receipt.jpg",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "XML file|web page|drawing",
    ),
}


@pytest.fixture(scope="module")
def clamd():
    """The address of a virus scanner that answers."""
    with scanner() as address:
        yield address


@pytest.fixture
def claim(cast):
    in_force()
    return a_claim(amina_of(cast), bus())


def adds(client, claim, *uploads):
    page = reverse("claims:receipt_add", args=[claim.pk])
    return client.send(page, {"photos": list(uploads)})


def said_after(client, claim, answer) -> str:
    """What the person reads next, wherever they are led."""
    if answer.status_code == 302:
        answer = client.get(answer.url)
    return answer.content.decode()


@pytest.mark.parametrize("case", SENT.values(), ids=SENT)
def test_a_hostile_receipt_is_refused_and_the_good_one_beside_it_is_kept(claim, as_person, case):
    """A17: nothing of it stays, and the person is told which one is missing."""
    name, content, _words = case
    client = as_person("amina")
    answer = adds(client, claim, files.sent("bus.pdf", files.PDF), files.sent(name, content))
    html = said_after(client, claim, answer)
    assert "Not added:" in html
    kept = Receipt.objects.get()
    assert (kept.file.name, StoredFile.objects.count()) == ("bus.pdf", 1)
    assert "1 receipt." in html


def test_a_hostile_receipt_alone_is_said_beside_the_field(claim, as_person):
    answer = adds(as_person("amina"), claim, files.sent("Big.png", files.huge_png()))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "30,000 by 30,000 points" in html
    assert "There is a problem" in html
    assert not StoredFile.objects.exists()


def test_where_and_with_what_a_photo_was_taken_is_gone(claim, as_person):
    """What is handed out is a new picture, as an attachment, never shown in the page."""
    client = as_person("amina")
    adds(client, claim, files.sent("IMG_1.jpg", files.photo_with_place()))
    check_due()
    saved = client.get(reverse("claims:receipt_fetch", args=[Receipt.objects.get().pk]))
    with Image.open(io.BytesIO(b"".join(saved.streaming_content))) as photo:
        assert not photo.getexif()
        assert photo.size == (48, 64)
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["X-Content-Type-Options"] == "nosniff"


def test_without_a_scanner_a_receipt_says_that_nothing_looked_for_viruses(
    claim, as_person, settings
):
    settings.SCANNER_ADDRESS = ""
    client = as_person("amina")
    adds(client, claim, files.sent("IMG_1.jpg", files.photo()))
    check_due()
    page = reverse("claims:claim_detail", args=[claim.pk])
    assert "Not checked for viruses" in client.get(page).content.decode()


def test_a_receipt_with_a_virus_is_gone_and_the_claim_says_so(claim, as_person, settings, clamd):
    settings.SCANNER_ADDRESS = clamd
    client = as_person("amina")
    adds(client, claim, files.sent("bus.pdf", files.PDF), files.sent("bad.pdf", BAD))
    check_due()
    html = client.get(reverse("claims:claim_detail", args=[claim.pk])).content.decode()
    assert "A virus was found in this file" in html
    good, bad = Receipt.objects.order_by("place")
    saved = client.get(reverse("claims:receipt_fetch", args=[good.pk]))
    assert b"".join(saved.streaming_content) == files.PDF
    assert client.get(reverse("claims:receipt_fetch", args=[bad.pk])).status_code != 200


def test_a_disk_without_room_is_said_and_leaves_no_row(claim, as_person, settings):
    """R11: the claim stands as it was, and the same press works once there is room."""
    client = as_person("amina")
    settings.FILES_KEEP_FREE = 10**18
    answer = adds(client, claim, files.sent("bus.pdf", files.PDF))
    assert "There is no room for files at the moment" in said_after(client, claim, answer)
    assert not Receipt.objects.exists()
    assert not StoredFile.objects.exists()
    settings.FILES_KEEP_FREE = 0
    adds(client, claim, files.sent("bus.pdf", files.PDF))
    assert Receipt.objects.count() == 1


def test_the_same_receipts_sent_again_are_kept_once(claim, as_person):
    """A bad signal: the person presses twice, the same files are there once."""
    client = as_person("amina")
    page = reverse("claims:receipt_add", args=[claim.pk])
    key = {"submission_key": "0f1d6a0c-57a0-4f57-8ad0-1a2b3c4d5e70"}
    for _ in range(2):
        client.post(page, {**key, "photos": [files.sent("bus.pdf", files.PDF)]})
    assert Receipt.objects.count() == 1


def test_several_files_may_be_chosen_and_that_is_said_once(claim, as_person):
    html = as_person("amina").get(reverse("claims:receipt_add", args=[claim.pk])).content.decode()
    (chooser,) = re.findall(r'<input[^>]*type="file"[^>]*>', html)
    assert len(re.findall(r"\smultiple\b", chooser)) == 1
