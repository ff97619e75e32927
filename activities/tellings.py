"""How changes of the engagement log are told."""

from __future__ import annotations

from functools import partial

from django.urls import reverse

from activities.models import BulkChange
from core.models import ImportBatch
from core.tellings import Kind, Part, Record, Telling, Tellings

LOGGED = Kind("logged", "Logged", "see_activities")
CORRECTED = Kind("corrected", "Corrected", "see_activities")
MOVED = Kind("moved", "Happened, closed or cancelled", "see_activities")
SESSIONS = Kind("sessions", "Sessions", "see_activities")
MANY = Kind("many", "Many at once", "see_activities")
FILES = Kind("files", "Files", "see_attachments")
PLACES = Kind("places", "Sign-up", "see_activities")
PROJECTS = Kind("projects", "Projects", "see_activities")
LEVELS = Kind("levels", "Words for levels", "keep_levels")

ACTIVITIES = ("activity", "activities")

# The name of a file may tell of people: it is for those who may open the import.
IMPORTS = frozenset({"import_activities", "see_any_import"})


def _taken_back(change: BulkChange) -> str:
    return "taken back since" if change.state == BulkChange.State.UNDONE else ""


def _taken_out(batch: ImportBatch) -> str:
    return "taken out again since" if batch.state == ImportBatch.State.UNDONE else ""


SERVICES = {
    "activities.log_activity": Telling("logged {it}", LOGGED, with_fields=False),
    "activities.correct_activity": Telling("corrected {it}", CORRECTED),
    "activities.restore_activity": Telling("took {it} back to an earlier version", CORRECTED),
    "activities.move_activity": Telling("changed the status of {it}", MOVED),
    "activities.add_session": Telling("added a session to {it}", SESSIONS),
    "activities.repeat_session": Telling("planned sessions of {it} that repeat", SESSIONS),
    "activities.correct_session": Telling("corrected a session of {it}", SESSIONS),
    "activities.restore_session": Telling(
        "took a session of {it} back to an earlier version", SESSIONS
    ),
    "activities.move_session": Telling("changed the status of a session of {it}", SESSIONS),
    "activities.finish_session": Telling("said how many came to a session of {it}", SESSIONS),
    "activities.write_answer": Telling("wrote what happens next after a session of {it}", PLACES),
    "activities.add_opportunity": Telling("prepared a session of {it} for sign-up", PLACES),
    "activities.begin_list": Telling("began a list of who came to {it}", PLACES),
    "activities.correct_opportunity": Telling("changed the sign-up for {it}", PLACES),
    "activities.publish_opportunity": Telling("opened sign-up for {it}", PLACES),
    "activities.open_like": Telling("opened sessions of {it} for sign-up like another", PLACES),
    "activities.close_opportunity": Telling("closed sign-up for {it}", PLACES),
    "activities.add_question": Telling("asked those who sign up for {it} a question", PLACES),
    "activities.change_question": Telling(
        "changed a question to those who sign up for {it}", PLACES
    ),
    "activities.end_question": Telling("ended a question to those who sign up for {it}", PLACES),
    "activities.draw_places": Telling("drew who gets a place at {it}", PLACES, with_fields=False),
    "activities.add_attachment": Telling("added a file to {it}", FILES),
    "activities.correct_attachment": Telling("corrected what is said of a file of {it}", FILES),
    "activities.remove_attachment": Telling("removed a file of {it}", FILES),
    "activities.log_many": Telling("logged {count}", MANY, many=ACTIVITIES),
    "activities.load_activities": Telling(
        "brought in {count} from a file",
        MANY,
        many=ACTIVITIES,
        why="File",
        why_needs=IMPORTS,
        since=_taken_out,
    ),
    "activities.undo_activities": Telling(
        "took {count} of a file out again", MANY, many=ACTIVITIES, why="File", why_needs=IMPORTS
    ),
    "activities.change_many": Telling(
        "changed {count} at once", MANY, many=ACTIVITIES, since=_taken_back
    ),
    "activities.undo_change": Telling("took back a change of {count}", MANY, many=ACTIVITIES),
    "activities.add_project": Telling("added the project {it}", PROJECTS),
    "activities.edit_project": Telling("changed the project {it}", PROJECTS),
    "activities.restore_project": Telling(
        "took the project {it} back to an earlier version", PROJECTS
    ),
    "activities.move_project": Telling("changed the status of the project {it}", PROJECTS),
    "activities.reword_level": Telling("gave new words to the level {it}", LEVELS),
}


def _page(name: str, pk: int) -> str:
    return reverse(f"activities:{name}", args=[pk])


def _level(pk: int) -> str:
    return reverse("activities:level_list")


MINE = "activity_id"
RECORDS = {
    "activities.activity": Record(
        "activity",
        partial(_page, "activity_history"),
        parts=(
            Part("activities.activityservice", MINE),
            Part("activities.activitytheme", MINE),
            Part("activities.activitygroup", MINE),
            Part("activities.activitypartner", MINE),
            Part("activities.session", MINE),
            Part("activities.headcount", "session__activity_id", "see_headcounts"),
            Part("activities.attachment", MINE, "see_attachments"),
        ),
        # The reason is told with the act itself.
        skip=("search", "status_reason"),
    ),
    "activities.bulkchange": Record("change", partial(_page, "bulk_detail")),
    "core.importbatch": Record(
        "import", partial(_page, "import_detail"), opened_by="see_any_import"
    ),
    "activities.project": Record(
        "project", partial(_page, "project_detail"), skip=("status_reason",)
    ),
    "activities.level": Record("level", _level),
}


def told() -> Tellings:
    """What this app tells (`core.tellings`)."""
    return Tellings(SERVICES, RECORDS)
