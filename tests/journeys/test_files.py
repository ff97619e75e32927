"""Evidence of what happened: a photo from a telephone is added, fetched and taken away again."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from core.files.checks import check_due
from tests.core.files import files
from tests.house.world import World

CHOOSER = "input[type=file]"
WORDS = "Flip chart with ideas for the garden"


def check_now() -> None:
    """What the worker does a moment after an upload."""
    check_due()
    connection.close()


def test_sam_adds_a_photo_and_takes_it_away_again(visitor, committed_db, tmp_path):
    # Given an activity of Sam's, and two photos on a telephone, of which one is far too large
    activity = World().activity
    photo, film = tmp_path / "IMG_0001.HEIC", tmp_path / "IMG_0002.jpg"
    photo.write_bytes(files.photo_with_place("heic"))
    with film.open("wb") as out:
        out.truncate(21_000_000)
    connection.close()
    sam = visitor(phone=True).enter_as("sam")
    sam.go(f"/activities/{activity.pk}/").is_well()
    sam.click("Add a file", role="link")
    sam.is_well()
    # When she takes the large one by mistake, she hears it before it is sent
    sam.page.set_input_files(CHOOSER, film)
    sam.sees("The file must be 20 MB or smaller")
    sam.is_well()
    # When she takes the right one but forgets to say what it shows, it stays chosen
    sam.page.set_input_files(CHOOSER, photo)
    sam.choose("Flip chart or wall of notes")
    sam.click("Add the file")
    sam.sees("There is a problem")
    sam.sees("IMG_0001.heic")
    sam.is_well().picture("file-stays-chosen")
    sam.type("What does it show?", WORDS)
    sam.click("Add the file")
    # Then it is there, and once it was checked she can save it
    sam.sees("The file is added")
    sam.sees("still being checked")
    check_now()
    sam.page.reload()
    sam.is_well().picture("activity-files", whole=True)
    with sam.page.expect_download() as fetched:
        sam.click(WORDS, role="link")
    saved = Path(fetched.value.path()).read_bytes()
    assert fetched.value.suggested_filename == f"{WORDS}.jpg"
    assert saved.startswith(b"\xff\xd8")
    assert b"Telephone maker" not in saved
    # And when somebody in it no longer agrees, it is gone
    sam.click("Remove", role="link")
    sam.is_well()
    sam.type("Why do you remove it?", "One of the group no longer agrees")
    sam.click("Remove the file")
    sam.sees("There are no photos, notes or other files")
    sam.is_well()
