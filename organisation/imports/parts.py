"""A list of services with their directorates and cost centres: one row for each service. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from core.imports.cells import DayOrder, Problems, near, one_name, shown, squeezed
from core.imports.kinds import Checked, Choice, Field, Row
from organisation.imports.cells import directorate_key, read_cost_centre
from organisation.imports.columns import DAY_ORDER, DIRECTORATE, FIRST_DAY, SERVICE
from organisation.imports.names import alike, may_be_same

LONGEST = {"directorate": 120, "short_name": 40, "old_name": 120, "service": 120}
CHANGES_COST_CENTRES = "changes_cost_centres"


def _is_short_enough(text: str) -> bool:
    return 0 < len(one_name(text)) <= LONGEST["service"]


FIELDS = (
    replace(
        DIRECTORATE,
        hint="Its name, short name or older name. You are asked about a new name.",
        is_required=True,
        word_list="directorates",
        adding="Open “{}” as a new directorate",
        fits=_is_short_enough,
    ),
    Field(
        "short_name",
        "Short name of the directorate",
        ("short name", "abbreviation", "directorate short name"),
        hint="Only for a new directorate.",
        example="East Kent",
    ),
    Field(
        "old_name",
        "Older name of the directorate",
        ("older name", "former name", "previous name", "formerly"),
        hint="Only for a new directorate: what older records call it.",
    ),
    replace(
        SERVICE,
        hint="Leave it empty in a row that only names a directorate.",
        word_list="services",
        adding="Open “{}” as a new service",
        fits=_is_short_enough,
    ),
    Field(
        "cost_centre",
        "Cost centre",
        ("cost centre code", "cost code", "cost center", "budget code", "cc"),
        hint="2 to 20 letters, figures or hyphens.",
        example="412345",
    ),
    replace(FIRST_DAY, hint="Leave it empty where it has always been there."),
)
KEYS = tuple(field.key for field in FIELDS)
CHOICES = (
    Choice(
        CHANGES_COST_CENTRES,
        "Change the cost centres of services that are here already",
        hint="Otherwise they stay as they are, and the check counts them.",
    ),
    DAY_ORDER,
)
PREVIEW_COLUMNS = ("Directorate", "Service", "Cost centre", "What will happen")

KEPT = "Services that are here with another cost centre keep it."
NO_NEW_NAMES = "Directorates that are here keep the short and older names they have."
CHOOSE = "Choose the one you mean, or open a new one."
MOVED = (
    "Choose that one, or open another of the same name. If it has moved, leave these rows out and "
    "move it on its own page."
)
NO_DIRECTORATE = "There is no directorate {}. Choose one that is here, or open it as a new one."
OPENS = "A new directorate opens: {}"
# What a row without a service can say of its directorate: such a row is there to open it.
OWN_FACTS = ("short_name", "old_name", "cost_centre", "first_day")
# New names of one directorate that others of the file are compared with: no trust has more.
MOST_COMPARED = 1_000


@dataclass(frozen=True, slots=True)
class KnownService:
    """An open service that is here already."""

    id: int
    name: str
    directorate_id: int
    directorate: str
    cost_centre: str
    version: int

    @property
    def full_name(self) -> str:
        """With its directorate: a cell that says so means this one, whatever the row's own."""
        return f"{self.directorate}, {self.name}"


@dataclass(frozen=True, slots=True)
class KnownDirectorate:
    """An open directorate that is here already."""

    id: int
    name: str


@dataclass(frozen=True)
class KnownParts:
    """What a list of parts is compared with.

    `directorates` are by the key of every name they have; `closing` are keys of those that are
    closed or will be, with the sentence that says so. `new_directorates` and `new_services` were
    said to be new. `begun` and `opened` grow with the rows: the new directorates of the file so
    far, and the new services of each directorate.
    """

    directorates: Mapping[str, KnownDirectorate] = field(default_factory=dict)
    services: tuple[KnownService, ...] = ()
    closing: Mapping[str, str] = field(default_factory=dict)
    new_directorates: frozenset[str] = frozenset()
    new_services: frozenset[str] = frozenset()
    changes_cost_centres: bool = False
    days: DayOrder = field(default_factory=lambda: DayOrder(""))
    begun: dict[str, str] = field(default_factory=dict)
    opened: dict[str, dict[str, str]] = field(default_factory=dict)

    def note(self, row: PartRow) -> None:
        """What a row opens: later names of the file are compared with it too."""
        key = directorate_key(row.directorate)
        if row.directorate_id is None:
            self.begun.setdefault(key, row.directorate)
        opened = self.opened.setdefault(key, {})
        if row.service and row.service_id is None and len(opened) < MOST_COMPARED:
            opened.setdefault(squeezed(row.service), row.service)

    @cached_property
    def names(self) -> dict[str, str]:
        """The directorates' names by the key of every name they have."""
        return {key: each.name for key, each in self.directorates.items()}

    @cached_property
    def own(self) -> dict[tuple[int, str], KnownService]:
        """Services by their directorate and squeezed name."""
        return {(each.directorate_id, squeezed(each.name)): each for each in self.services}

    @cached_property
    def named(self) -> dict[str, list[KnownService]]:
        """Services of all directorates by their squeezed name."""
        found: dict[str, list[KnownService]] = {}
        for each in self.services:
            found.setdefault(squeezed(each.name), []).append(each)
        return found

    @cached_property
    def in_full(self) -> dict[str, KnownService]:
        """Services by their squeezed full name."""
        return {squeezed(each.full_name): each for each in self.services}


@dataclass(frozen=True, slots=True)
class PartRow:
    """One row, ready: what is to be opened or changed; ids are of what is here already."""

    directorate: str
    directorate_id: int | None
    short_name: str = ""
    old_name: str = ""
    service: str = ""
    service_id: int | None = None
    version: int = 0
    cost_centre: str = ""
    changes: bool = False
    opens_on: date | None = None

    @property
    def what_happens(self) -> str:
        """In words, for the preview."""
        if self.changes:
            return "The cost centre changes"
        if self.service and self.service_id is None:
            return "Opens" if self.directorate_id else "Opens, with its directorate"
        if self.directorate_id is None:
            return "The directorate opens"
        return "Is here already"


def check_parts(rows: Iterable[Row], known: KnownParts) -> Iterator[Checked]:
    """Each row as a `PartRow`, or its problems."""
    for number, values in rows:
        cells = dict(zip(KEYS, values, strict=True))
        problems = Problems()
        for key, most in LONGEST.items():
            problems.too_long(key, cells[key], most)
        cost_centre = problems.read("cost_centre", cells["cost_centre"], read_cost_centre)
        opens_on = known.days.read("first_day", cells["first_day"], problems)
        places = _places(cells, cost_centre, known, problems)
        if problems:
            yield Checked(number, None, tuple(problems))
        else:
            yield _ready(number, cells, places, cost_centre, opens_on, known)


Places = tuple[KnownDirectorate | None, KnownService | None]  # where they are here already


def _places(
    cells: Mapping[str, str], cost_centre: str, known: KnownParts, problems: Problems
) -> Places:
    """What the row names of what is here already; odd new names are problems."""
    here = known.directorates.get(directorate_key(one_name(cells["directorate"])))
    key = squeezed(one_name(cells["service"]))
    there = known.own.get((here.id, key)) if here else None
    there = there or known.in_full.get(key)
    if there is not None:
        return KnownDirectorate(there.directorate_id, there.directorate), there
    before = len(problems)
    if here is None and not any(each.field == "directorate" for each in problems):
        _new_directorate(cells, known, problems)
    if key and key not in known.new_services and len(problems) == before:
        _new_service(cells, here, cost_centre, known, problems)
    return here, None


def _new_directorate(cells: Mapping[str, str], known: KnownParts, problems: Problems) -> None:
    """A question about a directorate that is not here; none only where the row is there for it."""
    text = cells["directorate"]
    name, key = one_name(text), directorate_key(one_name(text))
    if not name:
        problems.add("directorate", text, "The directorate is missing. Say which one it is.")
    elif key in known.closing:
        problems.add("directorate", text, known.closing[key])
    elif key not in known.new_directorates and key not in known.begun:
        told = (directorate_key(one_name(cells[each])) for each in ("short_name", "old_name"))
        others = [known.names[each] for each in told if each in known.names]
        found = [*others, *alike(name, {**known.names, **known.begun})]
        if found:
            sentence = f"{shown(name)} is not here, but it is much like {found[0]}. {CHOOSE}"
            problems.add("directorate", text, sentence, found)
        elif not _is_for_its_directorate(cells):
            sentence = NO_DIRECTORATE.format(shown(name))
            problems.add("directorate", text, sentence, near(name, known.names))


def _is_for_its_directorate(cells: Mapping[str, str]) -> bool:
    return not one_name(cells["service"]) and any(one_name(cells[key]) for key in OWN_FACTS)


def _new_service(
    cells: Mapping[str, str],
    here: KnownDirectorate | None,
    cost_centre: str,
    known: KnownParts,
    problems: Problems,
) -> None:
    """A question, where a service that is not in its directorate may be one that is somewhere."""
    text = cells["service"]
    name, key = one_name(text), squeezed(one_name(text))
    where = here.name if here else one_name(cells["directorate"])
    opened = known.opened.get(directorate_key(where), {})
    if key in opened:
        return
    same = known.named.get(key, [])
    own = {
        each.name: each.name for each in known.services if here and each.directorate_id == here.id
    }
    near_here = alike(name, {**own, **opened})
    elsewhere = [each for each in known.services if not here or each.directorate_id != here.id]
    near_there = [each for each in elsewhere if may_be_same(name, each.name)]
    charged = [each for each in elsewhere if cost_centre and each.cost_centre == cost_centre]
    if same:
        sentence = f"{shown(name)} is in {_listed(each.directorate for each in same)} now. {MOVED}"
    elif near_here:
        sentence = f"{shown(name)} is much like {near_here[0]} in {where}. {CHOOSE}"
    elif charged:
        sentence = (
            f"{shown(name)} has the cost centre {cost_centre}, which is that of "
            f"{charged[0].name} in {charged[0].directorate}. {CHOOSE}"
        )
    elif near_there:
        sentence = f"{shown(name)} is much like {near_there[0].name} in {near_there[0].directorate}. {CHOOSE}"
    else:
        return
    others = [each.full_name for each in (*same, *charged, *near_there)]
    problems.add("service", text, sentence, [*near_here, *others])


def _listed(names: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(names))


def _ready(
    number: int,
    cells: Mapping[str, str],
    places: Places,
    cost_centre: str,
    opens_on: date | None,
    known: KnownParts,
) -> Checked:
    here, there = places
    names = {key: one_name(cells[key]) for key in LONGEST}
    notes = [NO_NEW_NAMES] if here and (names["short_name"] or names["old_name"]) else []
    differs = bool(there and cost_centre and cost_centre != there.cost_centre)
    changes = differs and (known.changes_cost_centres or not (there and there.cost_centre))
    if differs and not changes:
        notes.append(KEPT)
    row = PartRow(
        directorate=here.name if here else names["directorate"],
        directorate_id=here.id if here else None,
        short_name=names["short_name"],
        old_name=names["old_name"],
        service=there.name if there else names["service"],
        service_id=there.id if there else None,
        version=there.version if there else 0,
        cost_centre=cost_centre if changes or there is None else there.cost_centre,
        changes=changes,
        opens_on=opens_on,
    )
    if here is None and directorate_key(row.directorate) not in known.begun:
        notes.append(OPENS.format(shown(row.directorate)))
    known.note(row)
    return Checked(number, row, same_as=_same_as(row), notes=tuple(notes))


def _same_as(row: PartRow) -> str:
    """Rows that say the same. What is here already is told by its id, and what opens by the keys
    of its names (`selectors.imports`)."""
    if row.service_id:
        return f"{'change' if row.changes else 'service'} {row.service_id}"
    if row.directorate_id and not row.service:
        return f"directorate {row.directorate_id}"
    opens = "service-of" if row.directorate_id else "directorate-of"
    return f"new-{opens} {directorate_key(row.directorate)} {squeezed(row.service)}"
