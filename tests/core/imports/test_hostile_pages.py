"""Files nobody should be able to break the portal with, through the pages: a page or a clear sentence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import ImportBatch, Work
from core.work.worker import do_due
from tests.core.imports.corpus import book_files, text_files
from tests.core.imports.files import matched, upload_of
from tests.core.imports.hostile import hostile_books, hostile_texts, refused_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]

FEW = 500  # where the corpus speaks of a million


def files() -> dict[str, bytes]:
    """Everything of the corpus, small."""
    return {
        **text_files(),
        **book_files(),
        **{name: data for name, (data, _sentence) in refused_files().items()},
        **{name: make() for name, make in {**hostile_texts(FEW), **hostile_books(FEW)}.items()},
    }


def test_every_file_of_the_corpus_is_taken_or_refused_in_words(as_person, cast):
    sam = as_person("sam")
    taken = refused = 0
    for name, data in files().items():
        ending = "xlsx" if data.startswith(b"PK") else "csv"
        path = reverse("activities:import_start", args=["things"])
        page = sam.send(path, {"file": upload_of(data, f"log.{ending}")})
        assert page.status_code in (200, 302), name
        if page.status_code == 200:
            assert page.context["form"].errors["file"], name
            refused += 1
            continue
        do_due()
        batch = ImportBatch.objects.latest("pk")
        assert batch.state in ("unreadable", "columns", "checked"), (name, batch.state)
        assert bool(batch.trouble) == (batch.state == "unreadable"), name
        assert sam.get(page.url, follow=True).status_code == 200, name
        if batch.state == "columns":
            batch = matched(cast.sam, batch, said={"name": "Cup", "colour": "red"})
            assert batch.state == "checked", name
            for shown in ("detail", "problems"):
                address = reverse(f"activities:import_{shown}", args=[batch.pk])
                assert sam.get(address).status_code == 200, (name, shown)
        taken += 1
    assert not Work.objects.exclude(state="done").exists()
    assert taken > 20
    assert refused > 5
