"""One search for everything: what a person may open, by the words they typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from activities.selectors.detail import is_activity
from activities.selectors.mapping import answers_like
from activities.selectors.projects import projects_like
from activities.selectors.search import (
    FoundActivities,
    Understood,
    files_found,
    first_found,
    reasons_found,
    remarks_on,
    taken_apart,
    understood,
)
from community.selectors.finding import people_like
from community.selectors.partners import partners_like
from core.search import SHOWN as NAMES_SHOWN
from core.search import Hit, Source, hits
from core.tables.found import Remark, words_marked
from organisation.selectors import parts_and_places_like
from users.models import User

LONGEST_SEARCH = 200
ACTIVITIES_SHOWN = 10

# Each kind of thing besides activities: what it is called, and the page of one.
KINDS: dict[str, tuple[str, str]] = {
    "person": ("People", "community:person_detail"),
    "project": ("Projects", "activities:project_detail"),
    "partner": ("Partner organisations", "community:partner_detail"),
    "directorate": ("Directorates", "organisation:directorate_detail"),
    "service": ("Services", "organisation:service_detail"),
    "venue": ("Venues", "organisation:venue_detail"),
    "file": ("Files of activities", "activities:activity_detail"),
    "session": ("Sessions, by the reason given", "activities:activity_detail"),
    "answer": ("Answers in mapping rounds", "activities:mapping_detail"),
    "own_answer": ("Your answers in mapping rounds", "activities:mapping_answer"),
}


@dataclass(frozen=True)
class Find:
    """One thing found: its name with marks on the words typed, its page, what tells it apart."""

    name: str
    href: str
    note: str


@dataclass(frozen=True)
class Section:
    """The things of one kind that were found; `has_more` if not all are named."""

    title: str
    finds: list[Find]
    has_more: bool


@dataclass(frozen=True)
class Results:
    """Everything that a search found for one person."""

    text: str
    activities: FoundActivities = field(default_factory=FoundActivities)
    sections: tuple[Section, ...] = ()
    remarks: tuple[tuple[Remark, str], ...] = ()
    straight_to: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.activities.rows or self.sections)

    @property
    def see_all(self) -> str:
        """The list of activities, searched for the same."""
        return f"{reverse('activities:activity_list')}?{urlencode({'q': self.text})}"


def search_of(user: User, text: str) -> Results:
    """What a person finds: only what they may open. Four statements for whatever is found."""
    asked = taken_apart(text)
    may_read = user.may("see_activities")
    if may_read and asked.reference and is_activity(asked.reference):
        page = reverse("activities:activity_detail", args=[asked.reference])
        return Results(text, straight_to=page)
    if not may_read or not text:
        words = [term.text for term in asked.terms if not term.is_unwanted]
        return Results(text, sections=_sections_for(user, words))
    found = understood(text)
    sections = _sections_for(user, found.meant, found)
    # Names may hold what is too common to be searched in texts.
    said = remarks_on(found, in_names=bool(sections))
    remarks = tuple((one, _search_for(one.value)) for one in said)
    return Results(text, first_found(found, ACTIVITIES_SHOWN), sections, remarks)


def _sections_for(
    user: User, words: Sequence[str], found: Understood | None = None
) -> tuple[Section, ...]:
    return tuple(_sections(user, hits(_sources(user, words, found)), words)) if words else ()


def _search_for(text: str) -> str:
    return f"{reverse('home:search')}?{urlencode({'q': text})}" if text else ""


def _sources(user: User, words: Sequence[str], found: Understood | None) -> list[Source]:
    """Where this person may look; `found` is how a reader of the log was understood."""
    sources: list[Source] = []
    if user.may("see_activities"):
        sources += [projects_like(words), partners_like(words)]
        if found and found.anywhere:
            sources.append(Source.of(reasons_found(found)))
            sources += [Source.of(files_found(found))] if user.may("see_attachments") else []
    if user.may("see_organisation"):
        sources += parts_and_places_like(words)
    if user.may("see_people"):
        sources += people_like(user, " ".join(words))
    return [*sources, *answers_like(user, words)]


def _sections(user: User, found: dict[str, list[Hit]], words: Sequence[str]) -> Iterator[Section]:
    for kind, (title, url_name) in KINDS.items():
        # Somebody may be found in two ways.
        rows = list({row.id: row for row in found.get(kind, [])}.values())
        finds = [
            Find(
                words_marked(row.name, words),
                _href(user, row, url_name),
                words_marked(row.note, words),
            )
            for row in rows[:NAMES_SHOWN]
        ]
        if finds:
            yield Section(title, finds, len(rows) > NAMES_SHOWN)


def _href(user: User, row: Hit, url_name: str) -> str:
    """The page of one thing; of a file, where it is listed.

    Who may not open a partner's page sees what it took part in.
    """
    if row.kind == "partner" and not user.may("keep_partners"):
        return f"{reverse('activities:activity_list')}?{urlencode({'partner': row.id})}"
    page = reverse(url_name, args=[row.id])
    return f"{page}#files" if row.kind == "file" else page
