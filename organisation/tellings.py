"""How changes of the trust's parts, posts, places and words are told."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse

from core.models import ImportBatch
from core.tellings import Kind, Record, Telling, Tellings

# Who may read of them: those to whom the records' own pages show their history.
PARTS = Kind("parts", "Directorates and services", "see_posts")
POSTS = Kind("posts", "Posts of staff", "see_posts")
VENUES = Kind("venues", "Venues", "see_posts")
AREAS = Kind("areas", "Areas", "keep_places")
WORDS = Kind("words", "Word lists", "keep_word_lists")
DAYS = Kind("special_days", "Special days", "keep_word_lists")

# The name of a file may tell of people: it is for those who may open the import.
IMPORTS = frozenset({"keep_organisation"})
SOME_PARTS = ("directorate or service", "directorates and services")
SOME_POSTS = ("post", "posts")


def _page(name: str, pk: int) -> str:
    return reverse(f"organisation:{name}", args=[pk])


def _taken_out(batch: ImportBatch) -> str:
    return "taken out again since" if batch.state == ImportBatch.State.UNDONE else ""


IMPORT = Record("import", partial(_page, "import_detail"), opened_by="keep_organisation")


def _brought_in(kind: Kind, many: tuple[str, str]) -> Telling:
    did = "brought in {count} from a file"
    return Telling(
        did, kind, why="File", why_needs=IMPORTS, since=_taken_out, many=many, record=IMPORT
    )


def _took_out(kind: Kind, many: tuple[str, str]) -> Telling:
    did = "took {count} of a file out again"
    return Telling(did, kind, why="File", why_needs=IMPORTS, many=many, record=IMPORT)


SERVICES = {
    "organisation.load_parts": _brought_in(PARTS, SOME_PARTS),
    "organisation.undo_parts": _took_out(PARTS, SOME_PARTS),
    "organisation.load_posts": _brought_in(POSTS, SOME_POSTS),
    "organisation.undo_posts": _took_out(POSTS, SOME_POSTS),
    "organisation.open_directorate": Telling("opened the directorate {it}", PARTS),
    "organisation.rename_directorate": Telling("changed the names of {it}", PARTS),
    "organisation.restore_directorate": Telling(
        "took the names of {it} back to earlier ones", PARTS
    ),
    "organisation.close_directorate": Telling("gave a closing day to {it}", PARTS),
    "organisation.open_service": Telling("opened the service {it}", PARTS),
    "organisation.change_service": Telling("changed {it}", PARTS),
    "organisation.restore_service": Telling("took {it} back to an earlier version", PARTS),
    "organisation.move_service": Telling("moved {it} to another directorate", PARTS),
    "organisation.close_service": Telling("gave a closing day to {it}", PARTS),
    "organisation.add_post": Telling("added a post: {it}", POSTS),
    "organisation.end_post": Telling("ended a post: {it}", POSTS),
    "organisation.add_venue": Telling("added the venue {it}", VENUES),
    "organisation.change_venue": Telling("changed what is known of {it}", VENUES),
    "organisation.restore_venue": Telling("took the venue {it} back to an earlier version", VENUES),
    "organisation.put_away_venue": Telling(
        "stopped offering the venue {it}", VENUES, with_fields=False
    ),
    "organisation.bring_back_venue": Telling(
        "brought back the venue {it}", VENUES, with_fields=False
    ),
    "organisation.add_area": Telling("added the area {it}", AREAS),
    "organisation.change_area": Telling("changed the area {it}", AREAS),
    "organisation.restore_area": Telling("took the area {it} back to an earlier version", AREAS),
    "organisation.add_word": Telling("added the word {it}", WORDS),
    "organisation.change_word": Telling("changed the word {it}", WORDS),
    "organisation.restore_word": Telling("took the word {it} back to an earlier version", WORDS),
    "organisation.place_word": Telling("moved the word {it} in its list", WORDS, with_fields=False),
    "organisation.put_away_word": Telling(
        "stopped offering the word {it}", WORDS, with_fields=False
    ),
    "organisation.bring_back_word": Telling("brought back the word {it}", WORDS, with_fields=False),
    "organisation.add_special_day": Telling("added the special day {it}", DAYS),
    "organisation.change_special_day": Telling("changed the special day {it}", DAYS),
    "organisation.restore_special_day": Telling(
        "took the special day {it} back to an earlier version", DAYS
    ),
    "organisation.put_away_special_day": Telling(
        "took the special day {it} out of the calendar", DAYS, with_fields=False
    ),
    "organisation.bring_back_special_day": Telling(
        "brought back the special day {it}", DAYS, with_fields=False
    ),
    "organisation.add_special_date": Telling(
        "entered a date of the special day {it}", DAYS, with_fields=False
    ),
    "organisation.remove_special_date": Telling(
        "took back a date of the special day {it}", DAYS, with_fields=False
    ),
}


def _word(word_list: str, pk: int) -> str:
    return reverse("organisation:word_change", args=[word_list, pk])


def _post(row: Any) -> str:
    return f"{row.person.display_name}, {row}"


RECORDS = {
    "organisation.directorate": Record("directorate", partial(_page, "directorate_detail")),
    "organisation.service": Record("service", partial(_page, "service_detail")),
    "organisation.post": Record(
        "post",
        partial(_page, "post_detail"),
        naming=_post,
        related=("person", "service", "directorate"),
        opened_by="keep_organisation",
    ),
    "organisation.venue": Record("venue", partial(_page, "venue_detail")),
    "organisation.area": Record("area", partial(_page, "area_change")),
    "organisation.theme": Record("word", partial(_word, "themes")),
    "organisation.group": Record("word", partial(_word, "groups")),
    "organisation.activitykind": Record("word", partial(_word, "activity-kinds")),
    "organisation.interest": Record("word", partial(_word, "interests")),
    "organisation.experience": Record("word", partial(_word, "experiences")),
    "organisation.placekind": Record("word", partial(_word, "place-kinds")),
    "organisation.specialday": Record("special day", partial(_page, "special_day_detail")),
}


def told() -> Tellings:
    """What this app tells (`core.tellings`)."""
    return Tellings(SERVICES, RECORDS)
