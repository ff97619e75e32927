"""What the forms about a partner offer to choose from."""

from __future__ import annotations

from django.db.models import Q

from community.models import Partner
from organisation.models import Group
from organisation.selectors import areas

Pairs = list[tuple[int, str]]


def groups_offered(partner: Partner) -> Pairs:
    """Communities in use, and those put away that the partner already reaches."""
    chosen = partner.groups.values("pk")
    rows = Group.objects.filter(Q(is_in_use=True) | Q(pk__in=chosen))
    return list(rows.order_by("position", "label").values_list("pk", "label"))


def groups_in_use() -> Pairs:
    """Communities in use."""
    rows = Group.objects.filter(is_in_use=True)
    return list(rows.order_by("position", "label").values_list("pk", "label"))


def areas_offered() -> Pairs:
    """Every area."""
    return [(each.id, each.name) for each in areas()]


def reached(partner: Partner) -> dict[str, list[int]]:
    """What the partner reaches now."""
    return {
        "groups": list(partner.groups.values_list("pk", flat=True)),
        "areas": list(partner.areas.values_list("pk", flat=True)),
    }
