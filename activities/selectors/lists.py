"""The rows of the activity list."""

from __future__ import annotations

from functools import cache

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from activities.models import Activity, ActivityService, LevelWording, Session


def activity_rows() -> QuerySet[Activity]:
    """Every activity with what the list shows; each addition is read for the shown rows only."""
    return _described().all()


@cache
def _described() -> QuerySet[Activity]:
    """The same, never read itself: put together once, because that takes as long as reading."""
    wording = LevelWording.objects.filter(level_id=OuterRef("counted_level_id")).order_by(
        "-version"
    )
    lead = ActivityService.objects.filter(activity=OuterRef("pk")).order_by("-is_lead", "pk")
    sessions = Session.objects.filter(activity=OuterRef("pk"))
    held = sessions.filter(status=Session.Status.HELD).values("activity")
    return Activity.objects.annotate(
        level_name=Subquery(wording.values("name")[:1]),
        lead_service=Subquery(lead.values("service__name")[:1]),
        people=Subquery(held.annotate(n=Sum("people")).values("n"), output_field=IntegerField()),
        day_precision=Coalesce(
            Subquery(sessions.order_by("held_on").values("precision")[:1]), "precision"
        ),
    )
