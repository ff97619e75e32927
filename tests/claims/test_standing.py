"""Knowing somebody, being away, and sharing the work: pages, refusals, and what becomes of claims."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Decision, DeclaredInterest, Delegation
from claims.selectors.deciders import claims_decided_by, on_desk_of
from claims.selectors.deciding import own_load
from claims.selectors.standing import desks, misplaced
from claims.services.desks import share_out
from claims.services.standing import add_absence, declare_interest, end_absence, end_interest
from claims.tasks import share_out_claims
from core.models import Message
from core.service import Refused, System
from organisation.models import Post
from tests.claims.claiming import a_claim, amina_of, attended, bus, in_force, lines_of
from tests.claims.deciders import approver, away, canterbury, knows, post_of, sent, today, wards

pytestmark = pytest.mark.django_db
BY = System("tests")


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


@pytest.fixture
def cal(cast):
    post_of(cast.cal, canterbury())
    return cast.cal


@pytest.fixture
def una(cast):
    return approver("una", canterbury())


@pytest.fixture
def claim(amina, cal):
    return sent(a_claim(amina, bus()), canterbury(), holder=cal)


def page_of(name: str, *args) -> str:
    return reverse(f"claims:{name}", args=args)


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": day.year}


def holder_of(claim: Claim):
    return Claim.objects.get(pk=claim.pk).holder


# --- Knowing somebody -------------------------------------------------------------------------


def test_who_knows_the_person_gives_the_claim_away_and_may_take_that_back(
    amina, cal, una, claim, as_person
):
    other = sent(a_claim(amina, session=attended(amina, title="B")), canterbury(), holder=cal)
    browser = as_person("cal")
    shown = browser.get(page_of("interest_declare", claim.pk)).content.decode()
    assert "Amina Yusuf" in shown
    browser.send(page_of("interest_declare", claim.pk), {"why": "She is my neighbour"})
    assert holder_of(claim) == holder_of(other) == una
    assert claim not in claims_decided_by(cal, today())
    assert browser.get(page_of("interest_declare", claim.pk)).status_code == 404
    listed = browser.get(page_of("interest_list")).content.decode()
    assert "She is my neighbour" in listed
    row = DeclaredInterest.objects.get()
    browser.send(page_of("interest_end", row.pk), {"why": "It was another Amina"})
    assert claim in claims_decided_by(cal, today())
    assert "It was another Amina" in browser.get(page_of("interest_list")).content.decode()
    assert "ended already" in browser.get(page_of("interest_end", row.pk)).content.decode()


def test_a_reason_is_wanted_and_what_was_typed_stays(claim, as_person):
    browser = as_person("cal")
    shown = browser.send(page_of("interest_declare", claim.pk), {"why": ""}).content.decode()
    assert 'href="#id_why"' in shown
    assert not DeclaredInterest.objects.exists()


def test_the_person_sees_nothing_of_it(amina, claim, una, cal, as_person):
    declare_interest(by=cal, claim_id=claim.pk, why="She is my neighbour")
    browser = as_person("amina")
    assert "neighbour" not in browser.get(page_of("claim_detail", claim.pk)).content.decode()
    assert browser.get(page_of("interest_list")).status_code == 403


def test_it_is_said_once_by_who_decides_and_ended_by_who_said_it(amina, cal, una, claim):
    declare_interest(by=cal, claim_id=claim.pk, why="A neighbour")
    with pytest.raises(Refused, match="already"):
        declare_interest(by=cal, claim_id=claim.pk, why="A neighbour")
    ola = approver("ola", wards())
    with pytest.raises(Refused, match="do not decide"):
        declare_interest(by=ola, claim_id=claim.pk, why="A neighbour")
    with pytest.raises(Refused, match="Only the person"):
        end_interest(by=una, interest_id=DeclaredInterest.objects.get().pk, why="No")


def test_the_database_refuses_a_decision_by_who_knows_the_person(amina, cal, claim):
    said = knows(cal, amina)
    [line] = lines_of(claim)
    given = {"line": line, "outcome": "approve", "pence": line.pence, "line_version": line.version}
    with pytest.raises(InternalError, match="knows the person"), transaction.atomic():
        Decision.objects.create(by=cal, **given)
    said.ended_at, said.why_ended = timezone.now(), "Mixed up"
    said.save()
    Decision.objects.create(by=cal, **given)


# --- Being away -------------------------------------------------------------------------------


def test_who_goes_away_names_a_stand_in_who_is_told_and_has_the_claims(
    cal, una, claim, as_person, client
):
    ola, browser = approver("ola", wards()), as_person("cal")
    assert "Who is away?" not in browser.get(page_of("away_add")).content.decode()
    days = {**boxes("first_on", today()), **boxes("last_on", today() + timedelta(days=4))}
    browser.send(page_of("away_add"), {**days, "stand_in": str(ola.pk)})
    row = Delegation.objects.get()
    assert (row.absent, row.stand_in, row.made_by) == (cal, ola, cal)
    assert "Ola decides in their place" in browser.get(
        page_of("away_list")
    ).content.decode().replace('<span class="portal-long">', "").replace("</span>", "")
    assert Message.objects.get(recipient_key=f"user:{ola.pk}").subject.startswith("You decide")
    assert list(on_desk_of(ola, today())) == [claim]
    assert own_load(ola).claims == 1
    mine = client.sign_in(ola).get(f"{page_of('desk_list')}?desk=mine").content.decode()
    assert claim.reference in mine
    browser.send(page_of("away_end", row.pk), {})
    assert not on_desk_of(ola, today()).exists()
    assert Message.objects.filter(recipient_key=f"user:{ola.pk}").count() == 2
    assert "ended already" in browser.get(page_of("away_end", row.pk)).content.decode()


def test_an_administrator_says_it_for_somebody_and_others_only_for_themselves(
    cast, cal, una, as_person
):
    days = {**boxes("first_on", today()), **boxes("last_on", today())}
    given = {**days, "absent": str(cal.pk), "stand_in": str(una.pk)}
    as_person("ada").send(page_of("away_add"), given)
    assert Delegation.objects.get().absent == cal
    with pytest.raises(Refused, match="only of yourself"):
        add_absence(by=una, absent_id=cal.pk, stand_in_id=una.pk, first_on=today(), last_on=today())
    with pytest.raises(Refused, match="only of yourself"):
        end_absence(by=una, delegation_id=Delegation.objects.get().pk)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"last": -1}, "must be today or later"),
        ({"first": 3, "last": 2}, "first day or later"),
        ({"stand_in": "cal"}, "Somebody else has to stand in"),
        ({"stand_in": "sam"}, "must approve claims too"),
        ({"absent": "sam"}, "Only somebody who approves"),
        ({"first": 8, "last": 12}, "some of these days already"),
        ({"stand_in": "wes", "first": 20, "last": 21}, "Wes is away from"),
    ],
)
def test_what_cannot_be_said_of_being_away(cast, cal, una, change, sentence):
    wes = approver("wes", wards())
    away(cal, una, 10, 12)
    away(wes, una, 21, 30)
    people = {"cal": cal, "sam": cast.sam, "wes": wes, "una": una}
    said = {"absent": "cal", "stand_in": "una", "first": -1, "last": 2, **change}
    with pytest.raises(Refused, match=sentence):
        add_absence(
            by=cast.ada,
            absent_id=people[said["absent"]].pk,
            stand_in_id=people[said["stand_in"]].pk,
            first_on=today() + timedelta(days=said["first"]),
            last_on=today() + timedelta(days=said["last"]),
        )


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(cal, una, as_person):
    away(cal, una, 3, 4)
    days = {**boxes("first_on", today()), **boxes("last_on", today() + timedelta(days=9))}
    said = as_person("cal").send(page_of("away_add"), {**days, "stand_in": str(una.pk)})
    shown = said.content.decode()
    assert 'href="#id_first_on' in shown
    assert "End that first" in shown
    assert f'value="{una.pk}" selected' in shown


# --- Sharing the work -------------------------------------------------------------------------


def test_claims_of_nobody_and_of_who_left_are_shared_out(amina, cal, una, claim):
    lost = sent(a_claim(amina, session=attended(amina, title="B")), canterbury())
    assert misplaced() == [lost.pk]
    Post.objects.filter(person=cal).update(valid_to=today())
    assert set(misplaced()) == {lost.pk, claim.pk}
    share_out_claims()
    assert holder_of(claim) == holder_of(lost) == una
    assert misplaced() == []


def test_what_the_stand_in_must_not_decide_goes_to_a_third(amina, cal, una, claim):
    ola = approver("ola", wards())
    away(cal, ola)
    assert misplaced() == [], "it stays with who is away, for who stands in"
    knows(ola, amina)
    assert misplaced() == [claim.pk]
    share_out(by=BY)
    assert holder_of(claim) == una


def test_the_page_shows_each_desk_and_shares_out(amina, cal, una, claim, as_person):
    sent(a_claim(amina, session=attended(amina, title="B")), canterbury())
    browser = as_person("cal")
    shown = browser.get(page_of("desk_share")).content.decode()
    assert "1 waiting" in shown
    assert f"{canterbury().name}: 1" in shown
    browser.send(page_of("desk_share"), {})
    shown = browser.get(page_of("desk_share")).content.decode()
    assert "Every claim is on a desk" in shown
    assert [desk.waiting for desk in desks()] == [1, 1]


def test_a_claim_that_nobody_may_decide_stays_in_sight(amina, cal, claim, as_person):
    knows(cal, amina)
    done = share_out(by=BY)
    assert (done.given, done.left) == (0, 1)
    shown = as_person("cal").get(page_of("desk_share")).content.decode()
    assert "ask an administrator" in shown


@pytest.mark.parametrize("name", ["desk_share", "away_list", "interest_list"])
def test_lists_ask_as_often_for_many_as_for_one(amina, cal, una, name, as_person):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            as_person("cal").get(page_of(name))
        return len(caught)

    knows(cal, amina)
    away(cal, una)
    one = queries()
    for number in range(25):
        each = approver(f"person{number}", canterbury())
        away(each, cal, 10, 12)
        DeclaredInterest.objects.create(account=each, person=amina, why="A cousin")
        DeclaredInterest.objects.create(
            account=cal, person=amina, why="A cousin", ended_at=timezone.now(), why_ended="No"
        )
    assert queries() == one
