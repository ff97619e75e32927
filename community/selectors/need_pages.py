"""What the pages about a person's needs show: grouped, with what is due and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from community.models import Adjustment, Look, Need, NeedsKeptFrom, Person
from community.models.need_words import ABOUT, BY_CODE, Category
from community.models.needs import SHARED_WORDS, SharedWith
from community.rules.needs import PASS_ON, SEE_EMERGENCY, SEE_NEEDS
from community.selectors import needs as selectors
from community.selectors.people import all_ids
from organisation.models import Group


@dataclass(frozen=True)
class NeedRow:
    """One need as a page shows it."""

    need: Need
    shared: str
    is_due: bool


@dataclass(frozen=True)
class NeedGroup:
    """The needs of one category."""

    category: Category
    heading: str
    rows: Sequence[NeedRow]


@dataclass(frozen=True)
class NeedsPage:
    """Everything of the page of needs."""

    groups: Sequence[NeedGroup]
    ended: Sequence[Need]
    adjustments: Sequence[Adjustment]
    kept_from: Sequence[NeedsKeptFrom]
    looks: Sequence[Look]
    has_emergency_contact: bool

    @property
    def is_empty(self) -> bool:
        return not any(group.rows for group in self.groups)

    @property
    def due(self) -> int:
        """How many needs were not looked at for a year."""
        return sum(row.is_due for group in self.groups for row in group.rows)

    def group(self, category: str) -> NeedGroup:
        """The needs of one category."""
        return next(group for group in self.groups if group.category == category)


@dataclass(frozen=True)
class NeedsPanel:
    """The panel of a person's page: what this viewer may know, and may do."""

    rows: Sequence[NeedRow]
    is_whole: bool
    is_kept_from: bool
    due: int
    has_emergency_contact: bool | None
    concerns: Sequence[Any]
    may_keep: bool
    may_look: bool
    may_pass_on: bool


def _rows(needs: Sequence[Need], *, is_own: bool) -> list[NeedRow]:
    words = {each: each.label for each in SharedWith} if is_own else SHARED_WORDS
    return [
        NeedRow(need, str(words[SharedWith(need.shared_with)]), selectors.is_review_due(need))
        for need in needs
    ]


def needs_page(viewer: Any, person: Person) -> NeedsPage:
    """What the page of needs shows to the person or to the team."""
    is_own = person.account_id == viewer.pk
    rows = _rows(selectors.needs_of(person), is_own=is_own)
    groups = [
        NeedGroup(
            each,
            str(each.label if is_own else ABOUT[each]),
            [row for row in rows if row.need.category == each],
        )
        for each in Category
    ]
    looks = selectors.looks_at(person, Look.What.NEEDS, Look.What.EMERGENCY_CONTACT)
    return NeedsPage(
        groups=groups,
        ended=selectors.needs_of(person, ended=True),
        adjustments=list(selectors.adjustments_of(person)),
        kept_from=list(selectors.kept_from(person)) if is_own else [],
        looks=list(looks[:20]) if is_own else [],
        has_emergency_contact=selectors.has_emergency_contact(person),
    )


def needs_panel(viewer: Any, person: Person) -> NeedsPanel:
    """What a person's page shows a viewer of their needs and support."""
    is_own = person.account_id == viewer.pk
    is_whole = is_own or viewer.may(SEE_NEEDS)
    kept = not is_own and selectors.is_kept_from(viewer, all_ids(person))
    rows = _rows(selectors.needs_shared_with(viewer, person), is_own=is_own)
    may_look = viewer.may(SEE_EMERGENCY) and not is_own
    return NeedsPanel(
        rows=rows,
        is_whole=is_whole,
        is_kept_from=kept and is_whole,
        due=sum(row.is_due for row in rows),
        has_emergency_contact=selectors.has_emergency_contact(person) if may_look else None,
        concerns=selectors.concerns_of(viewer, person),
        may_keep=is_whole and not kept,
        may_look=may_look,
        may_pass_on=viewer.may(PASS_ON) and not is_own,
    )


@dataclass(frozen=True)
class ReachNeeds:
    """What somebody needs when they are called or written to, by group in words."""

    said: dict[str, str]
    is_kept_from: bool


def needs_before_reaching(viewer: Any, person: Person) -> ReachNeeds:
    """How somebody wants to be reached and who interprets, for those who may know."""
    rows = selectors.needs_shared_with(viewer, person)
    called = {**ABOUT, Category.CONTACT: "How they want to be reached"}
    groups = {
        called[each]: "; ".join(_with_hint(row) for row in rows if row.category == each)
        for each in selectors.BEFORE_REACHING
    }
    kept = person.account_id != viewer.pk and selectors.is_kept_from(viewer, all_ids(person))
    return ReachNeeds({group: words for group, words in groups.items() if words}, kept)


def _with_hint(need: Need) -> str:
    """A need with what its word means where that is said, such as "not by a call"."""
    hint = str(BY_CODE[need.code].hint)
    return f"{need} ({hint[0].lower()}{hint[1:]})" if hint else str(need)


def opportunity_groups(person: Person) -> tuple[list[tuple[int, str]], list[int]]:
    """The groups somebody may ask to be listed for, and those they chose."""
    chosen = list(person.listed_for.values_list("pk", flat=True))
    rows = Group.objects.filter(is_in_use=True) | Group.objects.filter(pk__in=chosen)
    return list(rows.order_by("position", "label").values_list("pk", "label")), chosen
