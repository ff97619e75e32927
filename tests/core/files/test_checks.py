"""What the worker does with a file that came in, and what the night finds."""

import io
import os
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from core.files.checks import check_due
from core.files.kinds import DOCUMENTS, PHOTOS, Takes
from core.files.selectors import file_facts, given_blocker, open_stored
from core.files.services import drop_file, store_path, store_upload
from core.files.storage import folder_of_work
from core.files.upkeep import tidy_files
from core.health.weaknesses import weaknesses
from core.models import StoredFile
from core.service import Refused, System
from tests.core.files import files
from tests.faults.clamd import MOST, TEST_VIRUS

pytestmark = pytest.mark.django_db
TAKES = Takes(PHOTOS | DOCUMENTS, 20_000_000)
BY = System("tests")


def store(content: bytes, name: str = "notes.txt", by=BY) -> StoredFile:
    return store_upload(by=by, upload=files.sent(name, content), purpose="tests.file", takes=TAKES)


def read(stored: StoredFile) -> bytes:
    with open_stored(stored) as file:
        return file.read()


# --- Viruses ----------------------------------------------------------------------------


def test_a_clean_file_waits_and_is_then_handed_out(settings, clamd):
    settings.SCANNER_ADDRESS = clamd
    stored = store(b"What people said")
    assert "still being checked" in given_blocker(stored)
    assert check_due() == 1
    stored.refresh_from_db()
    assert stored.scan_state == "clean"
    assert given_blocker(stored) is None


def test_a_virus_is_removed_and_nobody_gets_it(
    settings, clamd, files_folder, django_capture_on_commit_callbacks
):
    settings.SCANNER_ADDRESS = clamd
    stored = store(TEST_VIRUS)
    with django_capture_on_commit_callbacks(execute=True):
        check_due()
    stored.refresh_from_db()
    assert stored.scan_state == "infected"
    assert not (files_folder / stored.key).exists()
    assert "A virus was found" in given_blocker(stored)
    with pytest.raises(Refused, match="virus"):
        open_stored(stored)


def test_without_an_answer_files_wait_and_the_health_page_says_so(settings):
    settings.SCANNER_ADDRESS = "127.0.0.1:9"
    stored = store(b"What people said")
    assert check_due() == 0
    stored.refresh_from_db()
    assert stored.scan_state == "waiting"
    assert any("virus scanner does not answer" in weakness.what for weakness in weaknesses())


def test_what_the_scanner_cannot_look_at_is_not_handed_out_but_tried_at_night(settings, clamd):
    settings.SCANNER_ADDRESS = clamd
    stored = store(b"long text " * (MOST // 10 + 10))
    check_due()
    stored.refresh_from_db()
    assert stored.scan_state == "failed"
    assert "could not be checked" in given_blocker(stored)
    assert tidy_files()["tried_again"] == 1
    stored.refresh_from_db()
    assert (stored.scan_state, stored.scan_tries) == ("waiting", 1)


def test_without_a_scanner_the_file_says_so_and_is_checked_once_there_is_one(settings, clamd):
    stored = store(b"What people said")
    assert (stored.scan_state, given_blocker(stored)) == ("unscanned", None)
    assert any("not looked at for viruses" in weakness.what for weakness in weaknesses())
    settings.SCANNER_ADDRESS = clamd
    tidy_files()
    check_due()
    stored.refresh_from_db()
    assert stored.scan_state == "clean"


# --- Photos -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "becomes"), [("jpeg", "jpeg"), ("heic", "jpeg"), ("png", "png"), ("webp", "webp")]
)
def test_a_photo_loses_place_and_camera_and_stands_upright(kind, becomes):
    stored = store(files.photo_with_place(kind), f"Group.{kind}")
    assert stored.scan_state == "waiting"
    check_due()
    stored.refresh_from_db()
    assert (stored.kind, stored.scan_state, stored.is_cleaned) == (becomes, "unscanned", True)
    content = read(stored)
    assert b"Telephone maker" not in content
    picture = Image.open(io.BytesIO(content))
    assert dict(picture.getexif()) == {}
    # The first quarter is blue; a camera turned by a quarter has it at the top right.
    assert picture.size == (48, 64)
    red, _green, blue = picture.convert("RGB").getpixel((40, 5))
    assert blue > red


def test_a_large_photo_is_made_smaller():
    stored = store(files.photo("jpeg", (5000, 3000)), "Wide.jpg")
    check_due()
    stored.refresh_from_db()
    assert Image.open(io.BytesIO(read(stored))).size == (2400, 1440)


def test_a_photo_that_breaks_off_is_not_handed_out():
    whole = files.photo("png", (900, 900))
    stored = store(whole[: len(whole) // 2], "Half.png")
    check_due()
    stored.refresh_from_db()
    assert stored.scan_state == "failed"
    assert list(folder_of_work().iterdir()) == []


# --- The night --------------------------------------------------------------------------


def age(path) -> None:
    old = time.time() - 2 * 86_400
    os.utime(path, (old, old))


def test_bytes_without_a_row_go_and_those_of_a_row_stay(files_folder):
    stored = store(b"What people said")
    orphan = files_folder / "ab" / "ab0123"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"half")
    fresh = orphan.with_name("ab4567.part")
    fresh.write_bytes(b"still coming")
    age(orphan)
    age(files_folder / stored.key)
    tidy_files()
    assert not orphan.exists()
    assert fresh.exists()
    assert read(stored) == b"What people said"
    fresh.unlink()


def test_missing_and_changed_bytes_are_found_and_named_on_the_health_page(files_folder):
    missing, changed, good = (store(word) for word in (b"one", b"two", b"three"))
    (files_folder / missing.key).unlink()
    (files_folder / changed.key).write_bytes(b"twa")
    tidy_files()
    found = dict(StoredFile.objects.values_list("pk", "damage"))
    assert found == {missing.pk: "missing", changed.pk: "changed", good.pk: ""}
    assert file_facts().damaged == 2
    assert any("damaged or missing: 2" in weakness.what for weakness in weaknesses())
    # Put back from the back-up, it is well again the next night.
    (files_folder / missing.key).write_bytes(b"one")
    tidy_files()
    missing.refresh_from_db()
    assert missing.damage == ""


def test_a_file_goes_when_its_time_is_up(
    tmp_path, cast, files_folder, django_capture_on_commit_callbacks
):
    made = tmp_path / "made.csv"
    made.write_bytes(b"a,b\n1,2\n")
    soon = timezone.now() - timedelta(minutes=1)
    stored = store_path(
        by=cast.sam, path=made, name="My list", kind="csv", purpose="tests.made", expires_at=soon
    )
    assert (stored.name, stored.scan_state) == ("My list.csv", "ours")
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy_files()["expired"] == 1
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not (files_folder / stored.key).exists()


def test_a_dropped_file_is_gone_with_its_bytes(files_folder, django_capture_on_commit_callbacks):
    stored = store(b"What people said")
    with django_capture_on_commit_callbacks(execute=True):
        drop_file(by=BY, stored=stored)
    assert not (files_folder / stored.key).exists()


def test_the_doctor_knows_files(capsys):
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "not looked at for viruses" in capsys.readouterr().out
