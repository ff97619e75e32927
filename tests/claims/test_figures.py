"""How long claims wait and why they are refused, held against a slow count of each cost."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.figures import reasons, share_within, times, times_by
from claims.models import Claim, Decision
from claims.selectors.figures import IN_OTHER_WORDS, decided_in
from core.periods import ALL_TIME, preset
from organisation.selectors.special_days import working_days_between
from tests.claims.claiming import a_claim, amina_of, bus, in_force
from tests.claims.paying import decided

PAGE = reverse("claims:claim_figures")


@pytest.mark.parametrize(
    ("sent", "found", "days"),
    [
        (date(2026, 6, 1), date(2026, 6, 1), 0),  # the same Monday
        (date(2026, 6, 1), date(2026, 6, 2), 1),
        (date(2026, 6, 5), date(2026, 6, 8), 1),  # over a weekend
        (date(2026, 6, 6), date(2026, 6, 7), 0),  # Saturday to Sunday
        (date(2026, 12, 24), date(2026, 12, 29), 1),  # over Christmas
        (date(2025, 12, 31), date(2026, 1, 2), 1),  # over New Year
    ],
)
def test_working_days(sent, found, days):
    assert working_days_between(sent, found) == days


def test_the_shares_are_those_of_each_cost_by_itself():
    waits = [(3, 4), (0, 1), (10, 2), (5, 3)]
    each = sorted(days for days, count in waits for _one in range(count))
    assert share_within(waits, 50) == median_low(each)
    assert share_within(waits, 90) == each[8]  # the ninth of ten
    assert share_within([], 50) is None


@pytest.fixture
def claims(cast):
    """Three claims, decided after some days, one in part and one not at all."""
    in_force()
    amina, now = amina_of(cast), timezone.now()
    for place, (ago, agreed) in enumerate([(9, None), (4, 100), (0, 0)]):
        claim = a_claim(amina, bus(), bus(words=f"Way {place}", pence=300))
        first = claim.lines.order_by("pk")[0]
        decided(claim, cast.cal, pence={} if agreed is None else {first.pk: agreed})
        Claim.objects.filter(pk=claim.pk).update(
            sent_at=now - timedelta(days=ago),
            decide_by=timezone.localdate() - timedelta(days=ago - 3),
        )
    return Claim.objects.order_by("pk")


def slow_wait(decision: Decision) -> int:
    """The working days of one cost, day by day."""
    day, count = timezone.localdate(decision.line.claim.sent_at), 0
    while day < timezone.localdate(decision.at):
        day += timedelta(days=1)
        count += working_days_between(day - timedelta(days=1), day)
    return count


@pytest.mark.django_db
def test_the_figures_are_those_of_a_slow_count(claims):
    rows = decided_in(preset(ALL_TIME, timezone.localdate()))
    every = [d for d in Decision.objects.select_related("line__claim") if d.is_final]
    waits = sorted(slow_wait(each) for each in every)
    found = times("All", rows)
    assert found.count == len(every) == 6
    assert found.half == waits[2]
    assert found.most == waits[5]
    on_time = [d for d in every if timezone.localdate(d.at) <= d.line.claim.decide_by]
    assert found.on_time == len(on_time)
    assert sum(each.count for each in times_by(rows, lambda row: row.category)) == 6
    why = reasons(rows)
    assert [(each.reason, each.refused, each.in_part) for each in why] == [(IN_OTHER_WORDS, 1, 1)]


@pytest.mark.django_db
def test_top_ups_corrections_and_first_looks_do_not_count(claims, cast):
    line = claims[0].lines.first()
    twin = claims[0].lines.create(
        category=line.category, cost_on=line.cost_on, pence=100, kind="top_up", of_line=line
    )
    Decision.objects.create(line=twin, outcome="approve", pence=100, line_version=1)
    other = claims[1].lines.create(category=line.category, cost_on=line.cost_on, pence=100)
    Decision.objects.create(
        line=other, outcome="approve", pence=100, line_version=1, by=cast.cal, is_final=False
    )
    assert times("All", decided_in(preset(ALL_TIME, timezone.localdate()))).count == 6


@pytest.mark.django_db
def test_the_team_reads_them_and_nobody_else(claims, as_person):
    shown = as_person("ivy").get(PAGE).content.decode()
    assert "For the involvement team only" in shown
    assert "6 costs decided" in shown
    assert "We promise an answer within" in shown
    assert "Bus, train or other public transport" in shown
    for key in ("cal", "fin", "stella", "sam", "amina", "ada"):
        assert as_person(key).get(PAGE).status_code == 403


@pytest.mark.django_db
def test_a_time_that_is_none_gets_a_message_and_the_usual_one(claims, as_person):
    shown = as_person("ivy").get(PAGE, {"when": "never"}).content.decode()
    assert "Choose a time from the list" in shown
    assert "6 costs decided" in shown
    empty = as_person("ivy").get(PAGE, {"when": "last-year"}).content.decode()
    assert "No claim was decided in this time" in empty


@pytest.mark.django_db
def test_the_page_asks_as_much_for_many_as_for_few(claims, as_person, cast):
    ivy = as_person("ivy")
    counts = []
    for _more in range(2):
        ivy.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            ivy.get(PAGE)
        counts.append(len(queries))
        decided(a_claim(claims[0].person, *[bus(pence=100 + n) for n in range(20)]), cast.cal)
    assert counts[0] == counts[1]
