"""The organisation's kinds of import, as `core.imports` knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.imports.cells import DayOrder
from core.imports.kinds import Changed, Checked, Kind, Likeness, Row, Told
from core.models import ImportBatch
from organisation.imports import parts, posts
from organisation.imports.columns import DAY_ORDER
from organisation.imports.parts import KnownParts, PartRow, check_parts
from organisation.imports.posts import DUTIES, KnownPosts, PostRow, check_posts
from organisation.models import Directorate, Post, Service
from organisation.rules import said
from organisation.selectors import imports as selectors
from organisation.services import imports as services

Option = tuple[str, str]


def asked_of_days(days: DayOrder) -> dict[str, str]:
    """The question about dates, if there is one."""
    return {DAY_ORDER.key: days.question} if days.question else {}


class Parts(Kind):
    """A list of services with their directorates and cost centres."""

    name = "parts"
    title = "Directorates and services"
    one, many = "service", "services"
    permission = "keep_organisation"
    fields, choices = parts.FIELDS, parts.CHOICES
    preview_columns = parts.PREVIEW_COLUMNS
    mount = "organisation"

    def learn(self, *, by: Any, told: Told) -> KnownParts:
        """Directorates and services as they are now."""
        return selectors.known_parts(told)

    def options(self, known: KnownParts, field: str) -> Sequence[Option]:
        """Names of what is here already."""
        if field == "directorate":
            return _as_options(known.names.values())
        return _as_options(each.full_name for each in known.services)

    def check(self, rows: Iterable[Row], known: KnownParts) -> Iterator[Checked]:
        """Each row as a `PartRow`, or its problems."""
        return check_parts(rows, known)

    def asks(self, known: KnownParts) -> Mapping[str, str]:
        """Which way round dates are written, where the list shows that it is not the usual one."""
        return asked_of_days(known.days)

    def preview(self, records: Sequence[PartRow], known: KnownParts) -> tuple[str, ...]:
        """One service as it will be, and what that takes."""
        row = records[0]
        return (row.directorate, row.service, row.cost_centre, row.what_happens)

    def doubles(self, *, batch_id: int) -> Iterator[Likeness]:
        """Rows of directorates and services that are here and do not change."""
        for model, what in ((Service, "service"), (Directorate, "directorate")):
            found = selectors.likely_there(batch_id, what)
            names = model.objects.in_bulk({pk for _number, pk in found})
            for number, pk in found:
                address = reverse(f"organisation:{what}_detail", args=[pk])
                yield Likeness(number, f"{what} {pk}", f"{names[pk]} is here already", address)

    def makes(self, batch: Any) -> Mapping[str, int]:
        """Services, directorates and changed cost centres, as the report counts them."""
        if batch.state in ImportBatch.CAME_IN:
            return batch.came_in
        return selectors.parts_coming_in(batch.pk)

    def load(
        self,
        *,
        by: Any,
        batch: Any,
        groups: Iterable[list[Checked]],
        known: KnownParts,
        progress: Callable[[int], None],
    ) -> Mapping[str, int]:
        """Open and change them, one by one by the services that their pages use."""
        return services.load_parts(
            by=by, rows=_records(groups), batch_id=batch.pk, progress=progress
        )

    def lock(self, *, batch_id: int) -> None:
        """Everything that came in or was changed: who uses or changes it comes first, or waits."""
        selectors.lock_parts(batch_id)

    def changed_since(self, *, batch_id: int) -> list[Changed]:
        """What is in use or was changed; directorates have keys below zero."""
        return self._staying(batch_id) + [
            Changed(
                key=old.service.pk,
                title=old.service.name,
                address=_page("service", old.service.pk),
                what="Changed again since, so its cost centre stays",
                must_stay=True,
            )
            for old in selectors.cost_centres_before(batch_id)
            if not old.is_as_left
        ]

    def left(self, *, batch_id: int, most: int) -> list[Changed]:
        """Services and directorates that are in use or were changed."""
        return self._staying(batch_id)[:most]

    def _staying(self, batch_id: int) -> list[Changed]:
        services = selectors.services_staying(batch_id)
        found = [
            _changed(each, each.row.name, "service", must_stay=each.is_in_use) for each in services
        ]
        # A directorate can go with a service of its own that was changed only.
        needed = {each.row.directorate_id for each in services if each.is_in_use}
        freed = {each.row.directorate_id for each in services} - needed
        for each in selectors.directorates_staying(batch_id):
            stays = each.is_in_use and each.row.pk not in freed
            found.append(_changed(each, each.row.name, "directorate", must_stay=stays, sign=-1))
        return found

    def undo(
        self, *, by: Any, batch_id: int, keep: frozenset[int], progress: Callable[[int], None]
    ) -> Mapping[str, int]:
        """Take out what nothing uses; changed cost centres are as before."""
        return services.undo_parts(by=by, batch_id=batch_id, keep=keep, progress=progress)

    def result_address(self, batch_id: int) -> str:
        """The list of services, narrowed to the import."""
        return f"{reverse('organisation:service_list')}?{urlencode({'batch': batch_id})}"


class Posts(Kind):
    """A list of who works where."""

    name = "posts"
    title = "Posts of staff"
    one, many = "post", "posts"
    names_people = True
    permission = "keep_organisation"
    fields, last_word, choices = posts.FIELDS, posts.LAST_WORD, (DAY_ORDER,)
    preview_columns = posts.PREVIEW_COLUMNS
    mount = "organisation"

    def learn(self, *, by: Any, told: Told) -> KnownPosts:
        """Accounts, places and posts as they are now."""
        return selectors.known_posts(by, told)

    def options(self, known: KnownPosts, field: str) -> Sequence[Option]:
        """The three duties; directorates; services under their full names."""
        if field == "duty":
            return [(label, label) for label in DUTIES]
        if field == "directorate":
            return _as_options(place.name for place in known.directorates.values())
        return _as_options(place.name for found in known.services.values() for place in found)

    def check(self, rows: Iterable[Row], known: KnownPosts) -> Iterator[Checked]:
        """Each row as a `PostRow`, or its problems."""
        return check_posts(rows, known)

    def asks(self, known: KnownPosts) -> Mapping[str, str]:
        """Which way round dates are written, where the list shows that it is not the usual one."""
        return asked_of_days(known.days)

    def preview(self, records: Sequence[PostRow], known: KnownPosts) -> tuple[str, ...]:
        """One post as it will be, and whether its person has an account."""
        row = records[0]
        person = known.people.by_address.get(row.email)
        return (
            (person.name if person else row.name) or row.email,
            row.place.name,
            str(Post.Duty(row.duty).label),
            said(row.begins) if row.begins else "All along",
            said(row.ends - timedelta(days=1)) if row.ends else "No end",
            "Has one" if row.person_id else "Opens again" if row.closed_id else "None yet",
        )

    def doubles(self, *, batch_id: int) -> Iterator[Likeness]:
        """Rows of posts that somebody has at that time already."""
        found = selectors.likely_there(batch_id, "held")
        rows = Post.objects.select_related("person", "service", "directorate")
        held = rows.in_bulk({pk for _number, pk in found})
        for number, pk in found:
            words = f"{held[pk].person.display_name} has this post already: {held[pk]}"
            yield Likeness(number, str(pk), words, _page("post", pk))

    def load(
        self,
        *,
        by: Any,
        batch: Any,
        groups: Iterable[list[Checked]],
        known: KnownPosts,
        progress: Callable[[int], None],
    ) -> Mapping[str, int]:
        """Add them one by one by the services that their pages use; invite who was to be."""
        return services.load_posts(
            by=by, rows=_records(groups), batch_id=batch.pk, progress=progress
        )

    def lock(self, *, batch_id: int) -> None:
        """The posts, and the accounts that were opened for them."""
        selectors.lock_posts(batch_id)

    def changed_since(self, *, batch_id: int) -> list[Changed]:
        """Posts that were changed since."""
        return [
            _changed(
                each,
                f"{each.row.person.display_name}, {each.row}",
                "post",
                must_stay=each.is_in_use,
            )
            for each in selectors.posts_staying(batch_id)
        ]

    def left(self, *, batch_id: int, most: int) -> list[Changed]:
        """Posts that were changed."""
        return self.changed_since(batch_id=batch_id)[:most]

    def undo(
        self, *, by: Any, batch_id: int, keep: frozenset[int], progress: Callable[[int], None]
    ) -> Mapping[str, int]:
        """Take the posts out, and close accounts that were opened for them and never used."""
        return services.undo_posts(by=by, batch_id=batch_id, keep=keep, progress=progress)

    def result_address(self, batch_id: int) -> str:
        """The list of posts, narrowed to the import."""
        return f"{reverse('organisation:post_list')}?{urlencode({'batch': batch_id})}"


def _records(groups: Iterable[list[Checked]]) -> Iterator[Any]:
    return (row.record for group in groups for row in group)


def _as_options(names: Iterable[str]) -> list[Option]:
    return [(name, name) for name in sorted(set(names), key=str.casefold)]


def _changed(
    touched: selectors.Touched, title: str, what: str, *, must_stay: bool, sign: int = 1
) -> Changed:
    return Changed(
        key=sign * touched.row.pk,
        title=title,
        address=_page(what, touched.row.pk),
        what=f"{touched.why[:1].upper()}{touched.why[1:]}",
        must_stay=must_stay,
    )


def _page(what: str, pk: int) -> str:
    return reverse(f"organisation:{what}_detail", args=[pk])
