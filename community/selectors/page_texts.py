"""Texts of joining pages in other words, for the team and for everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from community.models import PagePicture, PageText
from community.rules.people import KEEP
from core.files.selectors import given_blocker
from core.markdown import as_html

MARK = re.compile(r"^\[picture (\d{1,2})\]\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """Words of a text, or one picture in it."""

    html: SafeString | str = ""
    picture: PagePicture | None = None


def all_texts() -> QuerySet[PageText]:
    return PageText.objects.all()


def find_text(text_id: int) -> PageText:
    return get_object_or_404(PageText, pk=text_id)


def readable_text(viewer: Any, text_id: int) -> PageText:
    """A text that everyone may read, or one the team is still writing; 404 otherwise."""
    rows = PageText.objects.all()
    return get_object_or_404(rows if _is_team(viewer) else rows.filter(is_shown=True), pk=text_id)


def readable_picture(viewer: Any, picture_id: int) -> PagePicture:
    """A picture of a text that this viewer may read; 404 otherwise."""
    picture = find_picture(picture_id)
    if not (picture.text.is_shown or _is_team(viewer)):
        raise Http404
    return picture


def _is_team(viewer: Any) -> bool:
    return viewer.is_authenticated and bool(viewer.may(KEEP))


def other_texts(page: str) -> QuerySet[PageText]:
    """A page in other words, as far as these are shown."""
    return PageText.objects.filter(page=page, is_shown=True)


def find_picture(picture_id: int) -> PagePicture:
    return get_object_or_404(PagePicture.objects.select_related("text", "file"), pk=picture_id)


def pictures_of(text: PageText) -> QuerySet[PagePicture]:
    """The pictures of a text in the order of their numbers."""
    return text.pictures.select_related("file")


@dataclass(frozen=True)
class TeamPicture:
    """A picture as the team sees it; `waits` says why nobody sees it yet."""

    picture: PagePicture
    waits: str


def team_pictures(text: PageText) -> list[TeamPicture]:
    """The pictures of a text with their state, for those who write it."""
    return [TeamPicture(each, given_blocker(each.file) or "") for each in pictures_of(text)]


def missing_pictures(text: PageText) -> list[int]:
    """Numbers of pictures that a text names and does not have."""
    named = {int(number) for number in MARK.findall(text.body)}
    return sorted(named - set(range(1, text.pictures.count() + 1)))


def parts_of(text: PageText) -> Iterator[Part]:
    """A text in order: “[picture 1]” on a line puts a picture there; the others stand last.

    One that is still being checked is left out: a broken picture helps nobody.
    """
    pictures = enumerate(pictures_of(text), start=1)
    left = {number: each for number, each in pictures if not given_blocker(each.file)}
    pieces = MARK.split(text.body)
    for place, piece in enumerate(pieces):
        if place % 2:
            picture = left.pop(int(piece), None)
            if picture is not None:
                yield Part(picture=picture)
        elif piece.strip():
            yield Part(html=as_html(piece))
    for picture in left.values():
        yield Part(picture=picture)
