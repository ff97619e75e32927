"""Texts of joining pages in other words, for the team and for everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from community.models import PagePicture, PageText
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


def shown_text(text_id: int) -> PageText:
    """A text that everyone may read; 404 otherwise."""
    return get_object_or_404(PageText, pk=text_id, is_shown=True)


def other_texts(page: str) -> QuerySet[PageText]:
    """A page in other words, as far as these are shown."""
    return PageText.objects.filter(page=page, is_shown=True)


def find_picture(picture_id: int) -> PagePicture:
    return get_object_or_404(PagePicture.objects.select_related("text", "file"), pk=picture_id)


def parts_of(text: PageText) -> Iterator[Part]:
    """A text in order: “[picture 1]” on a line puts a picture there; the others stand last."""
    pictures = list(text.pictures.all())
    left = dict(enumerate(pictures, start=1))
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
