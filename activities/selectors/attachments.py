"""Files of an activity, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from activities.models import Activity, Attachment, Session
from activities.rules import attachments as rules
from activities.selectors.log import activity_facts, actor_of
from core.files.kinds import KINDS, size_words
from core.files.selectors import given_blocker
from core.models import StoredFile


@dataclass(frozen=True)
class AttachmentRow:
    """One line of the list: what it shows, what it is, and why it cannot be had, if so."""

    attachment: Attachment
    blocker: str | None

    @property
    def file(self) -> StoredFile:
        return self.attachment.file

    @property
    def what(self) -> str:
        """What the file is: "Photo, JPEG photo, 2.4 MB"."""
        kind = KINDS[self.file.kind].label
        return f"{self.attachment.get_kind_display()}, {kind}, {size_words(self.file.size)}"

    @property
    def is_unscanned(self) -> bool:
        """Whether nobody looked for viruses in it."""
        return self.file.scan_state == StoredFile.ScanState.UNSCANNED


@dataclass(frozen=True)
class Attachments:
    """The files of an activity, and why this person cannot add one, if so."""

    rows: list[AttachmentRow]
    why_not_add: str | None
    may_remove: bool

    @property
    def has_unscanned(self) -> bool:
        return any(row.is_unscanned for row in self.rows)


def attachments_of(activity: Activity, viewer) -> Attachments | None:
    """The list for somebody who may see it; None for everybody else."""
    if not viewer.may("see_attachments"):
        return None
    found = activity.attachments.select_related("file", "session", "added_by")
    rows = [AttachmentRow(a, given_blocker(a.file)) for a in found.order_by("added_at", "pk")]
    actor, facts = actor_of(viewer), activity_facts(activity)
    return Attachments(
        rows=rows,
        why_not_add=rules.add_blocker(actor, facts, len(rows)),
        may_remove=rules.remove_blocker(actor, facts, "asked") is None,
    )


def find_attachment(attachment_id: int) -> Attachment:
    """One file with its activity, or 404."""
    found = Attachment.objects.select_related("activity", "file", "session")
    attachment = found.filter(pk=attachment_id).first()
    if attachment is None:
        raise Http404
    return attachment


def add_refusal(activity: Activity, viewer) -> str | None:
    """Why this person cannot add a file, asked before the form is shown."""
    count = activity.attachments.count()
    return rules.add_blocker(actor_of(viewer), activity_facts(activity), count)


def correct_refusal(attachment: Attachment, viewer) -> str | None:
    """Why this person cannot change what is said of a file."""
    return rules.add_blocker(actor_of(viewer), activity_facts(attachment.activity), 0)


def remove_refusal(attachment: Attachment, viewer) -> str | None:
    """Why this person cannot remove a file."""
    facts = activity_facts(attachment.activity)
    return rules.remove_blocker(actor_of(viewer), facts, "asked")


def session_pairs(activity: Activity) -> list[tuple[str, str]]:
    """The sessions of an activity, to choose one from."""
    sessions = Session.objects.filter(activity=activity).order_by("-held_on", "-pk")
    return [(str(session.pk), session.when_words) for session in sessions]
