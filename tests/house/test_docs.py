"""What the documents point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def dead_links(page: Path) -> list[str]:
    """Links of a document to files that are not there."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [link for link in found if not (page.parent / link).exists()]


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_documents_link_to_what_is_there(page):
    assert dead_links(page) == []


def test_a_dead_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[here](page.md) [gone](nowhere.md) [out](https://example.org)")
    assert dead_links(page) == ["nowhere.md"]


PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LARGEST = 150_000


def poor_pictures(page: Path) -> list[str]:
    """Pictures of a guide that say nothing to who cannot see them, or take long to come."""
    found = PICTURE.findall(page.read_text(encoding="utf-8"))
    return [
        link
        for said, link in found
        if len(said.split()) < 4 or (page.parent / link).stat().st_size > LARGEST
    ]


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs/guides").glob("*.md")), ids=lambda page: page.stem
)
def test_pictures_of_guides_are_told_in_words_and_small(page):
    assert poor_pictures(page) == []


def test_a_poor_picture_is_found(tmp_path):
    (tmp_path / "large.png").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "small.png").write_bytes(b"x")
    page = tmp_path / "page.md"
    page.write_text("![A page](small.png) ![A page that tells much](large.png)")
    assert poor_pictures(page) == ["small.png", "large.png"]
