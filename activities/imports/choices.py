"""What became of an activity and how people met, by the words that logs have for it."""

from __future__ import annotations

from activities.imports.readings import (
    NOTHING,
    Reading,
    choose_from,
    near,
    says_nothing,
    shown,
    squeezed,
    suggested,
)
from activities.models import Activity, Session

STANDING = "standing"
STATUSES = {
    "planned": Activity.Status.PLANNED, "plan": Activity.Status.PLANNED,
    "upcoming": Activity.Status.PLANNED, "scheduled": Activity.Status.PLANNED,
    "future": Activity.Status.PLANNED, "booked": Activity.Status.PLANNED,
    "tohappen": Activity.Status.PLANNED, "confirmed": Activity.Status.PLANNED,
    "happened": Activity.Status.HAPPENED, "held": Activity.Status.HAPPENED,
    "done": Activity.Status.HAPPENED, "complete": Activity.Status.HAPPENED,
    "completed": Activity.Status.HAPPENED, "delivered": Activity.Status.HAPPENED,
    "tookplace": Activity.Status.HAPPENED, "attended": Activity.Status.HAPPENED,
    "finished": Activity.Status.HAPPENED, "yes": Activity.Status.HAPPENED,
    "closed": Activity.Status.CLOSED, "archived": Activity.Status.CLOSED,
    "signedoff": Activity.Status.CLOSED,
    "cancelled": Activity.Status.CANCELLED, "canceled": Activity.Status.CANCELLED,
    "didnothappen": Activity.Status.CANCELLED, "stooddown": Activity.Status.CANCELLED,
    "abandoned": Activity.Status.CANCELLED, "nottakenplace": Activity.Status.CANCELLED,
    "ongoing": STANDING, "standing": STANDING, "continuous": STANDING, "regular": STANDING,
    "goesonallthetime": STANDING, "rolling": STANDING,
}  # fmt: skip
STATUS_LABELS = {
    Activity.Status.HAPPENED: "Happened",
    Activity.Status.PLANNED: "Planned",
    STANDING: "Goes on all the time",
    Activity.Status.CLOSED: "Closed",
    Activity.Status.CANCELLED: "Cancelled",
}
LIKE_STATUS = {
    "postponed": ("Planned", "Cancelled"),
    "rescheduled": ("Planned", "Cancelled"),
    "inprogress": ("Goes on all the time", "Happened"),
    "open": ("Planned", "Happened", "Goes on all the time"),
    "no": ("Planned", "Cancelled"),
    "pending": ("Planned",),
}


def read_status(text: str) -> Reading:
    """A status of an activity, or `STANDING`."""
    if says_nothing(text):
        return NOTHING
    found = STATUSES.get(squeezed(text))
    if found:
        return Reading(str(found))
    labels = list(STATUS_LABELS.values())
    names = {squeezed(label): label for label in labels}
    return Reading(
        None,
        f"{shown(text)} is no status that we know. Choose one: {choose_from(labels)}.",
        suggested(LIKE_STATUS.get(squeezed(text), ()), near(text, names)),
    )


MODES = {
    Session.Mode.IN_PERSON: "inperson facetoface f2f ftf onsite physical person live "
    "face2face inpersonevent venue",
    Session.Mode.ONLINE: "online virtual teams msteams microsoftteams zoom remote webinar digital "
    "video videocall onlineteams onlinezoom viateams viazoom virtualteams virtually teamsmeeting "
    "skype googlemeet remotely",
    Session.Mode.HYBRID: "hybrid blended both mixed inpersonandonline onlineandinperson "
    "facetofaceandonline facetofaceandvirtual mixedmode",
}
MODE_BY_NAME = {name: mode for mode, names in MODES.items() for name in names.split()}
MODE_LABELS = {str(mode.label): mode for mode in Session.Mode}


def read_mode(text: str) -> Reading:
    """How people met."""
    if says_nothing(text):
        return NOTHING
    found = MODE_BY_NAME.get(squeezed(text))
    if found:
        return Reading(str(found))
    return Reading(
        None,
        f"{shown(text)} is no way to meet that we know. Choose one: "
        f"{choose_from(list(MODE_LABELS))}.",
        tuple(MODE_LABELS),
    )


def mode_of_venue(text: str) -> str | None:
    """ "MS Teams" written as the place says how people met."""
    found = MODE_BY_NAME.get(squeezed(text))
    return str(found) if found == Session.Mode.ONLINE else None
