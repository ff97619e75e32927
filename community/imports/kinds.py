"""A list of people who take part, as `core.imports` knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from community.imports.columns import DAY_ORDER, FIELDS, STATUS_OPTIONS
from community.imports.members import PURPOSES, KnownMembers, MemberRow, check_members
from community.models import KIND_WORDS, Kind, Status
from community.selectors import imports as selectors
from community.services import imports as services
from core.imports import kinds
from core.imports.kinds import Changed, Checked, Likeness, Row, Told

Option = tuple[str, str]


class Members(kinds.Kind):
    """People who take part already, from the list that was kept until now."""

    name = "members"
    title = "People who take part"
    one, many = "person", "people"
    names_people = True
    permission = "keep_people"
    fields, choices = FIELDS, (DAY_ORDER,)
    preview_columns = ("Name", "As", "Interests", "Has done", "District", "Stands", "Agreed to")
    mount = "community"

    def learn(self, *, by: Any, told: Told) -> KnownMembers:
        """The word lists and districts as they are now."""
        return selectors.known_members(told)

    def options(self, known: KnownMembers, field: str) -> Sequence[Option]:
        """Kinds, words of lists, districts, where people stand, and what they can agree to."""
        names: Iterable[str] = {
            "kinds": KIND_WORDS.values(),
            "interests": sorted(set(known.interests.values()), key=str.casefold),
            "experiences": sorted(set(known.experiences.values()), key=str.casefold),
            "district": sorted(known.district_names.values()),
            "status": [str(status.label) for status in STATUS_OPTIONS],
            "consents": [purpose.capitalize() for purpose in PURPOSES],
        }[field]
        return [(name, name) for name in names]

    def check(self, rows: Iterable[Row], known: KnownMembers) -> Iterator[Checked]:
        """Each row as a `MemberRow`, or its problems."""
        return check_members(rows, known)

    def asks(self, known: KnownMembers) -> Mapping[str, str]:
        """Which way round dates are written, where the list leaves it open."""
        return {DAY_ORDER.key: known.days.question} if known.days.question else {}

    def preview(self, records: Sequence[MemberRow], known: KnownMembers) -> tuple[str, ...]:
        """One person as they will be."""
        row = records[0]
        districts = {pk: known.district_names[key] for key, pk in known.districts.items()}
        return (
            row.name,
            ", ".join(KIND_WORDS[Kind(kind)] for kind in row.kinds),
            ", ".join(row.interest_words),
            ", ".join(row.experience_words),
            districts.get(row.district_id or 0, row.outward_code),
            str(Status(row.status).label),
            ", ".join(row.consent.purposes) if row.consent else "To be asked",
        )

    def doubles(self, *, batch_id: int) -> Iterator[Likeness]:
        """Rows about people who are here already."""
        for number, pk, name in selectors.likely_there(batch_id):
            yield Likeness(number, str(pk), f"{name} is here already", _page(pk))

    def load(
        self,
        *,
        by: Any,
        batch: Any,
        groups: Iterable[list[Checked]],
        known: KnownMembers,
        progress: Callable[[int], None],
    ) -> Mapping[str, int]:
        """Add them one by one, by the service that the pages use."""
        rows = (row.record for group in groups for row in group)
        return services.load_members(
            by=by,
            rows=rows,
            batch_id=batch.pk,
            new_words=known.new_words,
            progress=progress,
        )

    def lock(self, *, batch_id: int) -> None:
        """Everybody who came in with it."""
        selectors.lock_members(batch_id)

    def changed_since(self, *, batch_id: int) -> list[Changed]:
        """People whose records somebody has worked with since; they stay."""
        return [
            Changed(
                key=each.person.pk,
                title=each.person.name,
                address=_page(each.person.pk),
                what=each.why,
                must_stay=True,
            )
            for each in selectors.members_staying(batch_id)
        ]

    def left(self, *, batch_id: int, most: int) -> list[Changed]:
        """People who stayed."""
        return self.changed_since(batch_id=batch_id)[:most]

    def undo(
        self, *, by: Any, batch_id: int, keep: frozenset[int], progress: Callable[[int], None]
    ) -> Mapping[str, int]:
        """Take the others out."""
        return services.undo_members(by=by, batch_id=batch_id, keep=keep, progress=progress)

    def result_address(self, batch_id: int) -> str:
        """The list of people, narrowed to the import."""
        return f"{reverse('community:person_list')}?{urlencode({'batch': batch_id})}"

    def still_to_do(self, batch_id: int) -> tuple[str, str] | None:
        """Who came without consent is asked, once."""
        if not selectors.to_be_asked(batch_id).exists():
            return None
        return "Ask people what we may send them", reverse("community:member_ask", args=[batch_id])


def _page(pk: int) -> str:
    return reverse("community:person_detail", args=[pk])
