"""Adding files to an activity, and taking them away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from activities.models import Activity, Attachment, Session
from activities.models.attachment import MOST
from activities.rules import attachments as rules
from activities.selectors.log import actor_of
from activities.services.log import lock_activity
from core.files.kept import Kept
from core.files.kinds import DOCUMENTS, PHOTOS, Takes
from core.files.services import drop_file, store_upload
from core.service import Refused, acting, refuse, service

TAKES = Takes(PHOTOS | DOCUMENTS, 20_000_000)
PURPOSE = "activities.attachment"
REMOVED = "Somebody has removed this file already."


@dataclass(frozen=True, slots=True)
class AttachmentEntry:
    """What is said of a file. `session_id` is the session it belongs to, if to one."""

    shows: str
    kind: str
    session_id: int | None = None


@service
def add_attachment(
    *, by: Any, activity_id: int, upload: UploadedFile | Kept, entry: AttachmentEntry
) -> Attachment:
    """Add a file to an activity, as evidence of what happened."""
    activity, facts = lock_activity(activity_id)
    taken = set(activity.attachments.values_list("place", flat=True))
    refuse(rules.add_blocker(actor_of(by), facts, len(taken)))
    _require_session(activity, entry.session_id)
    stored = store_upload(by=by, upload=upload, purpose=PURPOSE, takes=TAKES)
    attachment = Attachment.objects.create(
        activity=activity,
        session_id=entry.session_id,
        place=min(set(range(1, MOST + 1)) - taken),
        file=stored,
        shows=entry.shows,
        kind=entry.kind,
        added_by=by,
    )
    acting().subject = activity
    return attachment


@service
def correct_attachment(*, by: Any, attachment_id: int, entry: AttachmentEntry) -> Attachment:
    """Change what is said of a file; the file itself stays."""
    found = Attachment.objects.filter(pk=attachment_id).only("activity_id").first()
    if found is None:
        raise Refused(REMOVED)
    activity, facts = lock_activity(found.activity_id)
    refuse(rules.add_blocker(actor_of(by), facts, 0))
    _require_session(activity, entry.session_id)
    attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment_id)
    attachment.shows, attachment.kind = entry.shows, entry.kind
    attachment.session_id = entry.session_id
    attachment.save(update_fields=["shows", "kind", "session"])
    acting().subject = activity
    return attachment


@service
def remove_attachment(*, by: Any, attachment_id: int, reason: str) -> Activity:
    """Take a file away for good; that it was there, who removed it and why stays in the history."""
    found = Attachment.objects.filter(pk=attachment_id).only("activity_id").first()
    if found is None:
        raise Refused(REMOVED)
    activity, facts = lock_activity(found.activity_id)
    refuse(rules.remove_blocker(actor_of(by), facts, reason), field="reason")
    _take_away(Attachment.objects.filter(pk=attachment_id), by)
    acting().subject = activity
    acting().reason = reason
    return activity


@service
def remove_attachments(*, by: Any, activity_ids: Iterable[int]) -> int:
    """Take away every file of activities that are about to be deleted themselves.

    The caller has asked whether they may be.
    """
    return _take_away(Attachment.objects.filter(activity_id__in=list(activity_ids)), by)


def _take_away(rows, by: Any) -> int:
    attachments = list(rows.select_related("file").order_by("pk"))
    for attachment in attachments:
        attachment.delete()
        drop_file(by=by, stored=attachment.file)
    return len(attachments)


def _require_session(activity: Activity, session_id: int | None) -> None:
    """A session is one of this activity's own."""
    if session_id is None:
        return
    if not Session.objects.filter(pk=session_id, activity_id=activity.pk).exists():
        raise Refused("Choose a session of this activity.", field="session")
