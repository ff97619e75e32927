"""Every write to the texts of joining pages in other words."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from community.models import PagePicture, PageText
from community.rules.page_texts import (
    main_text_blocker,
    text_once_blocker,
    write_text_blocker,
)
from core.files.kinds import PHOTOS, Takes
from core.files.services import drop_file, store_upload
from core.service import acting, refuse, require_version, service

TAKES = Takes(PHOTOS, 10_000_000)
PURPOSE = "community.page_picture"


@service
def add_page_text(
    *, by: Any, page: str, language: str, code: str, is_easy_read: bool, title: str, body: str
) -> PageText:
    """Write a page in Easy Read or another language. It is shown only when somebody says so."""
    refuse(write_text_blocker(by))
    refuse(main_text_blocker(code, is_easy_read=is_easy_read), field="code")
    known = PageText.objects.filter(page=page, code=code, is_easy_read=is_easy_read)
    refuse(text_once_blocker(is_there=known.exists()))
    row = PageText.objects.create(
        page=page, language=language, code=code, is_easy_read=is_easy_read, title=title, body=body
    )
    acting().subject = row
    return row


@service
def change_page_text(
    *, by: Any, text_id: int, expected: int | None, title: str, body: str, is_shown: bool
) -> PageText:
    """Change a text, show it to everyone or take it back."""
    refuse(write_text_blocker(by))
    row = PageText.objects.select_for_update().get(pk=text_id)
    require_version(row, expected, lambda: {"title": row.title, "body": row.body})
    row.title, row.body, row.is_shown = title, body, is_shown
    row.changed_at, row.version = timezone.now(), F("version") + 1
    row.save(update_fields=["title", "body", "is_shown", "changed_at", "version"])
    acting().subject = row
    return row


@service
def add_page_picture(*, by: Any, text_id: int, upload: Any, alt: str) -> PagePicture:
    """Put a picture to a text, with words for those who do not see it."""
    refuse(write_text_blocker(by))
    row = PageText.objects.select_for_update().get(pk=text_id)
    stored = store_upload(by=by, upload=upload, purpose=PURPOSE, takes=TAKES)
    acting().subject = row
    return PagePicture.objects.create(text=row, file=stored, alt=alt)


@service
def remove_page_picture(*, by: Any, picture_id: int) -> PageText:
    """Take a picture out of a text."""
    refuse(write_text_blocker(by))
    picture = PagePicture.objects.select_for_update(of=("self",)).get(pk=picture_id)
    row, stored = picture.text, picture.file
    picture.delete()
    drop_file(by=by, stored=stored)
    acting().subject = row
    return row
