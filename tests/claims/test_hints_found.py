"""What is found about the costs of a claim: with full sight, and told only as far as it may be."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Attendance, Session
from claims.models import Claim, Line, Receipt
from claims.selectors.hints import hints_for
from claims.services.lines import LineEntry, add_line
from community.models import Person
from organisation.models import Venue
from tests.claims.claiming import a_claim, amina_of, attended, bus, days_ago, in_force, lines_of
from tests.claims.deciders import agreed, approver, canterbury, knows, sent, wards
from tests.community.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


@pytest.fixture
def una(cast):
    return approver("una", canterbury())


NUMBERS = count(1)


def another() -> str:
    """The title of another activity."""
    return f"Group {next(NUMBERS)}"


def earlier(person: Person, *entries: LineEntry, service: Any = None) -> Claim:
    session = attended(person, title=another(), ago=20)
    return sent(a_claim(person, *entries, session=session), service or canterbury())


def now(person: Person, *entries: LineEntry) -> Claim:
    return sent(a_claim(person, *entries), canterbury())


def found(claim: Claim, viewer: Any = None) -> dict[str, str]:
    claim = Claim.objects.get(pk=claim.pk)
    every = [hint for of in hints_for(claim, viewer).values() for hint in of]
    return {hint.code: hint.sentence for hint in every}


def receipt(claim: Claim, digest: str, line: Line | None = None) -> Receipt:
    place = claim.receipts.count() + 1
    return Receipt.objects.create(claim=claim, line=line, digest=digest * 64, place=place)


def test_the_same_receipt_is_named_to_who_may_open_the_other_claim(amina, una):
    claim, before = now(amina, bus()), earlier(amina, bus(cost_on=days_ago(9)))
    receipt(claim, "a")
    receipt(before, "a")
    assert before.reference in found(claim, una)["same_receipt"]
    knows(una, amina)
    assert "you cannot open" in found(claim, una)["same_receipt"]


def test_of_a_claim_that_is_not_theirs_to_see_only_that_there_is_one(cast, amina, una):
    other = someone("Ben Carter", account=cast.ben, email="ben@portal.example")
    claim, hidden = now(amina, bus()), earlier(other, bus(), service=wards())
    receipt(claim, "a")
    receipt(hidden, "a")
    said = found(claim, una)["same_receipt"]
    assert "you cannot open" in said
    assert hidden.reference not in said
    assert "you cannot open" in found(claim)["same_receipt"], "for nobody none is named"


def test_what_was_never_sent_or_taken_back_is_no_match(amina, una):
    claim, draft = now(amina, bus()), a_claim(amina, bus(), session=attended(amina, title="X"))
    receipt(claim, "a")
    receipt(draft, "a")
    assert found(claim, una) == {}
    sent(draft, canterbury())
    assert set(found(claim, una)) == {"same_receipt", "same_cost"}
    Claim.objects.filter(pk=draft.pk).update(
        state=Claim.State.WITHDRAWN, withdrawn_at=timezone.now()
    )
    assert found(claim, una) == {}


def test_the_same_cost_again_on_this_claim_and_another(amina, una):
    twice = now(amina, bus(), bus(), bus(pence=900))
    hints = hints_for(twice, una)
    assert [[hint.code for hint in of] for of in hints.values()] == [
        ["cost_twice"],
        ["cost_twice"],
        [],
    ]
    before = earlier(amina, bus(pence=900))
    assert before.reference in found(twice, una)["same_cost"]


def test_a_taxi_that_two_people_claim_may_have_been_shared(cast, amina, una):
    claim = now(amina, bus())
    other = someone("Ben Carter", account=cast.ben, email="ben@portal.example")
    taxi: dict[str, Any] = {"category": "taxi", "cost_on": claim.session.held_on, "pence": 1_800}
    Attendance.objects.create(session=claim.session, person=other, outcome="came", way="list")
    with_taxi = sent(a_claim(other, session=claim.session), canterbury())
    Line.objects.create(claim=with_taxi, **taxi)
    Line.objects.create(claim=claim, **taxi)
    assert "maybe_shared" in found(claim, una)
    assert other.name not in found(claim, una)["maybe_shared"]


def test_too_old_above_the_limit_and_not_on_the_list(amina, una):
    parking = LineEntry(category="parking", cost_on=days_ago(100), pence=1_900, words="Car park")
    claim = now(amina, parking)
    Attendance.objects.filter(session=claim.session).delete()
    Claim.objects.filter(pk=claim.pk).update(late_reason="I was in hospital")
    said = found(claim, una)
    assert set(said) == {"over_limit", "too_old", "not_attended"}
    assert "100 days" in said["too_old"]
    assert "hospital" in said["too_old"]


def test_a_longer_way_than_usual_to_the_same_place(amina, una):
    hall = Venue.objects.create(name="Town hall")
    Session.objects.update(venue=hall)
    miles = {"category": "mileage", "vehicle": "car", "tenths": 124, "to_place": "The hall"}
    for _ in range(3):
        before = earlier(amina)
        Session.objects.filter(pk=before.session_id).update(venue=hall)
        agreed(before, 558, **miles)
    entry = LineEntry(**{**miles, "tenths": 300}, cost_on=days_ago(3), passengers=0)
    claim = now(amina, entry)
    assert "longer_than_usual" in found(claim, una), "they called it the same"
    Session.objects.filter(pk=claim.session_id).update(venue=Venue.objects.create(name="Elsewhere"))
    assert "longer_than_usual" not in found(claim, una), "it was somewhere else"
    Session.objects.filter(pk=claim.session_id).update(venue=hall)
    assert "12.4 miles" in found(claim, una)["longer_than_usual"]


def test_others_ways_to_the_same_place_and_ones_own_usual_amounts(amina, una):
    hall = Venue.objects.create(name="Town hall")
    miles = {"category": "mileage", "vehicle": "car"}
    for number in range(5):
        other = someone(f"Person {number}")
        session = attended(other, title=another(), ago=20)
        Session.objects.filter(pk=session.pk).update(venue=hall)
        theirs = sent(a_claim_of(other, session), canterbury())
        agreed(theirs, 90, tenths=20 + number, **miles)
        agreed(theirs, 90, tenths=20 + number, **miles)
    claim = now(
        amina,
        LineEntry(**miles, tenths=600, cost_on=days_ago(3), from_place="A", to_place="B"),
        bus(pence=4_000),
    )
    Session.objects.filter(pk=claim.session_id).update(venue=hall)
    assert set(found(claim, una)) == {"longer_than_others"}
    before = earlier(amina)
    for _ in range(5):
        agreed(before, 460)
    assert set(found(claim, una)) == {"longer_than_others", "unusual_amount"}


def a_claim_of(person: Person, session: Session) -> Claim:
    payee = person.payees.create(kind="self")
    return Claim.objects.create(
        person=person, payee=payee, session=session, activity=session.activity
    )


def test_the_number_of_queries_is_the_same_for_one_cost_and_for_forty(amina, una):
    def queries(claim: Claim) -> int:
        claim = Claim.objects.get(pk=claim.pk)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            hints_for(claim, una)
        return len(caught)

    before = earlier(amina, bus())
    receipt(before, "a")
    few = a_claim(amina, bus())
    receipt(few, "a")
    few = sent(few, canterbury())
    one = queries(few)
    many = a_claim(amina, bus(), session=attended(amina, title="Many"))
    for number in range(39):
        add_line(
            by=amina.account,
            claim_id=many.pk,
            entry=bus(pence=100 + number, cost_on=days_ago(number % 30)),
        )
    for number, line in enumerate(lines_of(many)[:20]):
        receipt(many, "ab0123456789"[number % 12], line)
    many = sent(many, canterbury())
    assert queries(many) == one
    assert one <= 30
