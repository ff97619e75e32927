"""What was drawn stays as it was, can be done again by everybody who was in it, and is not forgotten."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import DrawnTicket, Opportunity, Seat, Session, SignUp
from activities.rules.log import LONDON
from activities.services.sign_ups import ChangeEntry, change_sign_up, draw_places, withdraw_sign_up
from core.service import Refused
from tests.activities.places import BY, open_session, place_for, states
from tests.community.people import someone
from tests.house.world import World

pytestmark = pytest.mark.django_db


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def close(garden: Opportunity) -> None:
    Opportunity.objects.filter(pk=garden.pk).update(closes_at=timezone.now())


def a_draw(places: int = 3, **given) -> Opportunity:
    return open_session(places=places, giving=Opportunity.Giving.DRAW, **given)


def replayed(page: str) -> tuple[list[int], set[int]]:
    """The order and who has a place, worked out from what the page shows alone."""
    seed = re.search(r"([0-9a-f]{32})</code>", page)[1]
    places = int(re.search(r"(\d+) places? (?:was|were) drawn", page)[1])
    kinds = {name: int(n) for name, n in re.findall(r"(Carers|Anybody): (\d+)\.", page)}
    rows = []
    body = re.search(r"<tbody.*?</tbody>", page, re.DOTALL)[0]
    for cells in re.findall(r"<tr .*?</tr>", body, re.DOTALL):
        # The name of the column stands in each cell again, for narrow screens.
        plain = re.sub(r'<span class="nhsuk-table-responsive__heading".*?</span>', "", cells)
        values = [re.sub(r"<.*?>|\(yours\)", "", c).strip() for c in plain.split("</td>")]
        rows.append((int(values[1]), int(values[3]), values[4]))
    rows.sort(key=lambda row: hashlib.sha256(f"{seed}:{row[0]}".encode()).hexdigest())
    won = set()
    for number, needs, kind in rows:
        if needs <= places and needs <= kinds[kind]:
            places, kinds[kind] = places - needs, kinds[kind] - needs
            won.add(number)
    return [row[0] for row in rows], won


def test_whoever_was_in_it_can_do_it_again_whatever_came_after(as_person, cast):
    amina = World().member
    garden = a_draw(5, seats=[("Carers", 2, ()), ("Anybody", 3, ())])
    seats = list(garden.seats.order_by("pk"))
    mine = place_for(garden, amina, seat_id=seats[0].pk)
    rows = [
        place_for(garden, f"P {n}", seat_id=seats[n % 2].pk, companions=n % 3) for n in range(8)
    ]
    close(garden)
    draw_places(by=BY, opportunity_id=garden.pk)
    won = set(SignUp.objects.filter(status="placed").values_list("pk", flat=True))
    order = list(SignUp.objects.order_by("turn").values_list("pk", flat=True))
    # Somebody withdraws, somebody brings fewer, somebody is forgotten, a kind is renamed
    withdraw_sign_up(by=BY, sign_up_id=next(iter(won)))
    few = SignUp.objects.filter(companions__gt=0, status__in=["placed", "waiting"]).first()
    change_sign_up(by=BY, sign_up_id=few.pk, expected=None, entry=ChangeEntry(0, "", {}))
    SignUp.objects.filter(pk=rows[0].pk).delete()
    Seat.objects.filter(pk=seats[0].pk).update(name="Carers and family", places=9)
    Opportunity.objects.filter(pk=garden.pk).update(places=50)
    own = as_person("amina").get(address("sign_up_draw", mine.pk)).content.decode()
    assert f"Your number was {mine.pk}." in own
    staff = as_person("ivy").get(address("opportunity_draw", garden.pk)).content.decode()
    for page in (own, staff):
        assert replayed(page) == (order, won)
        assert "P 1" not in page
    assert address("sign_up_draw", mine.pk) in (
        as_person("amina").get(address("sign_up_detail", mine.pk)).content.decode()
    )


def test_nobody_changes_what_was_drawn(cast):
    garden = a_draw(1)
    place_for(garden, "Ann Lee")
    close(garden)
    draw_places(by=BY, opportunity_id=garden.pk)
    for sql in (
        "UPDATE activities_drawnticket SET has_won = false",
        "DELETE FROM activities_drawnplaces",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(sql)
    assert DrawnTicket.objects.get().has_won


def test_who_was_not_in_it_and_who_asks_too_early_finds_nothing(as_person, cast):
    amina = World().member
    garden = a_draw(2)
    first = place_for(garden, amina)
    member, ivy = as_person("amina"), as_person("ivy")
    assert member.get(address("sign_up_draw", first.pk)).status_code == 404
    assert ivy.get(address("opportunity_draw", garden.pk)).status_code == 404
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    place_for(garden, "Bo Marsh")
    close(garden)
    draw_places(by=BY, opportunity_id=garden.pk)
    # Amina had withdrawn before
    assert member.get(address("sign_up_draw", first.pk)).status_code == 404
    assert (
        "How the draw went" not in member.get(address("sign_up_detail", first.pk)).content.decode()
    )


def test_no_draw_for_what_is_off_or_has_begun(cast):
    garden = a_draw(1)
    place_for(garden, "Ann Lee")
    close(garden)
    sessions = Session.objects.filter(pk=garden.session_id)
    sessions.update(status="cancelled", status_reason="Flood")
    with pytest.raises(Refused, match="does not take place"):
        draw_places(by=BY, opportunity_id=garden.pk)
    now = timezone.localtime(timezone.now(), LONDON) - timedelta(minutes=1)
    sessions.update(
        status="planned", status_reason="", held_on=now.date(), starts_at=now.time(), ends_at=None
    )
    with pytest.raises(Refused, match="has begun"):
        draw_places(by=BY, opportunity_id=garden.pk)
    assert states(garden) == {"Ann Lee": "entered"}


def test_a_draw_that_is_due_stands_on_the_desks_and_one_too_late_is_said(as_person, cast):
    amina = World().member
    garden = a_draw(1)
    row = place_for(garden, amina)
    Session.objects.filter(pk=garden.session_id).update(held_on=timezone.localdate() + timedelta(2))
    ivy, sam, start = as_person("ivy"), as_person("sam"), reverse("home:start")
    assert "A draw is due" not in ivy.get(start).content.decode()
    close(garden)
    assert "Draw the places: Garden group" in ivy.get(start).content.decode()
    assert "A draw is due" not in sam.get(start).content.decode()
    Opportunity.objects.filter(pk=garden.pk).update(organiser=cast.sam)
    assert "Draw the places: Garden group" in sam.get(start).content.decode()
    Session.objects.filter(pk=garden.session_id).update(held_on=timezone.localdate() - timedelta(1))
    assert "A draw is due" not in ivy.get(start).content.decode()
    said = as_person("amina").get(address("sign_up_detail", row.pk)).content.decode()
    assert "There was no draw" in said
    assert "nobody drew the places. We are sorry." in said
    draw = a_draw(1)
    place_for(draw, someone("Bo Marsh"))
    close(draw)
    draw_places(by=BY, opportunity_id=draw.pk)
    assert "A draw is due" not in ivy.get(start).content.decode()
