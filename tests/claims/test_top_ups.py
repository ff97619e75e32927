"""Journeys that were agreed to before a rate went up for their day: exactly the rest is owed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from claims.judging import Terms
from claims.mileage import Journey, MileRate, journey_pay, tax_year_of
from claims.models import Claim, Line
from claims.selectors.payments import owed_of
from claims.selectors.top_ups import preview
from claims.services import policy
from claims.services.top_ups import top_up_person
from claims.tasks import top_up_claims
from claims.topping_up import Agreed, top_ups
from core.models import Message
from core.service import System
from tests.claims.claiming import BY, LineEntry, a_claim, amina_of, days_ago, in_force
from tests.claims.paying import decided, paid
from tests.faults.test_once import at_once
from users.models import User


def journey(tenths: int = 100, **said) -> LineEntry:
    return LineEntry(
        **{
            "category": "mileage",
            "cost_on": days_ago(3),
            "vehicle": "car",
            "from_place": "Home",
            "to_place": "Town hall",
            "tenths": tenths,
            **said,
        }
    )


def a_draft(pence: str, ago: int = 30, **step):
    """A draft that starts so many days ago and pays so much a mile."""
    edition = policy.begin_draft(by=BY, starts_on=days_ago(ago), what_changed="More a mile")
    policy.change_draft_rate(
        by=BY, edition_id=edition.pk, expected=None, vehicle="car", pence=Decimal(pence),
        source="Tests", **step,
    )  # fmt: skip
    return edition


def backdated(pence: str, ago: int = 30, **step) -> None:
    edition = a_draft(pence, ago, **step)
    policy.put_draft_in_force(by=BY, edition_id=edition.pk, expected=None)


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


@pytest.fixture
def travelled(amina, cast) -> Claim:
    """Ten miles at 45p, agreed to."""
    return decided(a_claim(amina, journey()), cast.cal)


def more_of(claim: Claim) -> list[int]:
    rows = claim.lines.filter(kind=Line.Kind.TOP_UP).order_by("pk")
    return list(rows.values_list("decided_pence", flat=True))


@pytest.mark.django_db
def test_a_backdated_rate_is_said_before_topped_up_told_once_and_paid(travelled, cast, as_person):
    paid(cast.fin, travelled)
    draft = a_draft("50")
    page = reverse("claims:policy_draft_publish", args=[draft.pk])
    shown = as_person("fin").get(page).content.decode()
    assert "1 person gets £0.50 more for 1 journey" in shown
    assert not travelled.lines.filter(kind="top_up").exists()
    policy.put_draft_in_force(by=BY, edition_id=draft.pk, expected=None)
    for _twice in range(2):
        top_up_claims.run()
    assert more_of(travelled) == [50]
    travelled.refresh_from_db()
    assert travelled.state == Claim.State.DECIDED
    assert Message.objects.filter(subject="You get £0.50 more for your journeys").count() == 1
    assert [each.pence for each in owed_of([travelled.payee_id])] == [50]
    paid(cast.fin, travelled, pence=50)
    travelled.refresh_from_db()
    assert travelled.state == Claim.State.PAID


@pytest.mark.django_db
def test_nobody_pays_anything_back_and_a_second_rise_adds_the_rest(travelled):
    backdated("30", 40)
    top_up_claims.run()
    assert more_of(travelled) == []
    backdated("50")
    top_up_claims.run()
    backdated("52", 29)
    top_up_claims.run()
    assert more_of(travelled) == [50, 20]


@pytest.mark.django_db
def test_only_days_from_its_start_count(amina, cast):
    claim = decided(a_claim(amina, journey(cost_on=days_ago(60)), journey()), cast.cal)
    draft = a_draft("50", 10)
    assert (preview(draft).lines, preview(draft).pence) == (1, 50)
    policy.put_draft_in_force(by=BY, edition_id=draft.pk, expected=None)
    top_up_claims.run()
    assert [line.of_line.cost_on for line in claim.lines.filter(kind="top_up")] == [days_ago(3)]


@pytest.mark.django_db
def test_what_was_agreed_in_part_gets_the_same_part_and_a_refusal_nothing(amina, cast):
    claim = a_claim(amina, journey(), journey(200))
    first, second = claim.lines.order_by("pk")
    decided(claim, cast.cal, pence={first.pk: 225, second.pk: 0})
    backdated("50")
    top_up_claims.run()
    assert more_of(claim) == [25]


@pytest.mark.django_db
def test_miles_after_the_step_are_paid_by_the_lower_rate(amina, cast):
    # Two days of one tax year, whenever this runs.
    ago = 3 if tax_year_of(days_ago(3)) == tax_year_of(days_ago(4)) else 10
    first, second = days_ago(ago + 1), days_ago(ago)
    claim = a_claim(amina, journey(2_000, cost_on=first), journey(1_000, cost_on=second))
    decided(claim, cast.cal)
    # 200 miles, then 100: the step after 250 lies in the middle of the second.
    backdated("50", after_miles=250, pence_after=Decimal(46))
    top_up_claims.run()
    assert more_of(claim) == [200 * 5, 50 * 5 + 50 * 1]


@pytest.mark.django_db
def test_a_claim_decided_later_is_topped_up_too(amina, cast):
    claim = a_claim(amina, journey())
    backdated("50")
    decided(claim, cast.cal)
    top_up_claims.run()
    assert more_of(claim) == [50]


@pytest.mark.django_db
def test_a_policy_that_starts_today_tops_nothing_up(travelled):
    draft = a_draft("50", 0)
    assert preview(draft).lines == 0


def test_two_workers_at_once_top_up_once(committed_db):
    in_force()
    amina, cal = (User.objects.get(email=f"{key}@portal.example") for key in ("amina", "cal"))
    person = amina_of(type("Cast", (), {"amina": amina}))
    claim = decided(a_claim(person, journey()), cal)
    backdated("50")
    answers = at_once(2, lambda _place: top_up_person(by=System("top-ups"), person_id=person.pk))
    assert sorted(answers) == [0, 1]
    assert more_of(claim) == [50]


# --- Whatever the journeys are ----------------------------------------------------------------

FIRST = date(2026, 4, 1)
RATES = st.integers(min_value=1, max_value=9_900).map(lambda each: Decimal(each) / 100)


@st.composite
def rates(draw) -> MileRate:
    after = draw(st.none() | st.integers(min_value=1, max_value=400))
    return MileRate(draw(RATES), after, draw(RATES) if after else None)


@st.composite
def travels(draw) -> list[Agreed]:
    old, rows = draw(rates()), []
    for pk in range(draw(st.integers(min_value=0, max_value=12))):
        tenths = draw(st.integers(min_value=1, max_value=3_000))
        pay = journey_pay(Journey(tenths), {"car": old})
        asked = max(pay.pence if pay else 1, 1)
        agreed = draw(st.integers(min_value=1, max_value=asked) | st.just(asked))
        day = FIRST + timedelta(days=draw(st.integers(min_value=0, max_value=20)))
        rows.append(Agreed(pk, day, "car", tenths, 0, asked, agreed, is_open=draw(st.booleans())))
    return rows


def slow_due(rows: list[Agreed], row: Agreed, rate: MileRate) -> int:
    """What a journey would have come to, mile by mile from the beginning of its tax year."""
    earlier = [
        each
        for each in rows
        if tax_year_of(each.cost_on) == tax_year_of(row.cost_on)
        and (each.cost_on, each.line_id) < (row.cost_on, row.line_id)
    ]
    start, exact = sum(each.tenths for each in earlier), Decimal(0)
    for tenth in range(start, start + row.tenths):
        is_after = rate.after_miles is not None and tenth >= rate.after_miles * 10
        exact += (rate.pence_after if is_after else rate.pence) / 10
    whole = int(exact + Decimal("0.5"))
    return int(Decimal(whole * row.agreed_pence) / row.asked_pence + Decimal("0.5"))


@given(travels(), rates())
def test_agreed_and_topped_up_is_what_the_new_rates_come_to(rows, rate):
    terms = Terms(FIRST, 90, 0, 10_000, rates={"car": rate})
    found = {each.line_id: each.pence for each in top_ups(rows, lambda _day: terms)}
    for row in rows:
        paid_now = row.agreed_pence + found.get(row.line_id, 0)
        owed = slow_due(rows, row, rate) if row.is_open else 0
        assert paid_now == max(row.agreed_pence, owed)


@given(travels(), rates())
def test_topping_up_again_adds_nothing(rows, rate):
    terms = Terms(FIRST, 90, 0, 10_000, rates={"car": rate})
    found = {each.line_id: each.pence for each in top_ups(rows, lambda _day: terms)}
    again = [
        Agreed(r.line_id, r.cost_on, "car", r.tenths, 0, r.asked_pence, r.agreed_pence,
               found.get(r.line_id, 0), r.is_open)
        for r in rows
    ]  # fmt: skip
    assert top_ups(again, lambda _day: terms) == []
