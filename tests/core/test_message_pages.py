"""Held and refused messages, looked at and decided about."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Act, Message
from core.outbox import services, worker
from core.service import Refused
from tests.core.messages import BY, again, make_due, many, queue_for, queue_one
from tests.faults.smtp_sink import DROP, Step

State = Message.State
BODY = "Dear Bea, your place is kept."


@pytest.fixture
def held(db, sink) -> Message:
    """A message whose line was lost after its last dot."""
    message = queue_one(body=BODY)
    sink.plan(message.address, Step("dot", DROP))
    worker.deliver_due()
    return again(message)


@pytest.fixture
def refused(db, sink) -> Message:
    message = queue_one("gone@portal.example", subject="Your claim")
    sink.plan(message.address, Step("rcpt", "550 5.1.1 <gone@portal.example> unknown"))
    worker.deliver_due()
    return again(message)


def page(client, name: str, message: Message) -> str:
    answer = client.get(reverse(f"core:{name}", args=[message.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client, message: Message, decision: str, reason: str = "I asked them by phone."):
    url = reverse("core:message_decide", args=[message.pk])
    return client.send(url, {"decision": decision, "reason": reason})


# --- Who sees what ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["message_list", "message_detail", "message_decide"])
def test_only_team_and_administrator_may_look(as_person, client, held, name):
    url = reverse(f"core:{name}", args=[held.pk] if name != "message_list" else [])
    assert client.get(url).status_code == 302
    for person, status in {"sam": 403, "amina": 403, "ivy": 200, "ada": 200}.items():
        assert as_person(person).get(url).status_code == status


def test_team_reads_the_message(as_person, held):
    seen = page(as_person("ivy"), "message_detail", held)
    assert BODY in seen
    assert held.address in seen


def test_administrator_sees_no_person(as_person, held, refused):
    ada = as_person("ada")
    pages = [page(ada, "message_detail", m) for m in (held, refused)]
    pages.append(ada.get(reverse("core:message_list")).content.decode())
    for seen in pages:
        assert held.address not in seen
        assert refused.address not in seen
        assert BODY not in seen
    assert "(their address) unknown" in pages[1].replace("&lt;", "").replace("&gt;", "")


def test_nobody_reads_a_secret_message(as_person, db, sink):
    message = queue_one(body="Your code is K7QX", is_secret=True)
    sink.plan(message.address, Step("dot", DROP))
    worker.deliver_due()
    seen = page(as_person("ivy"), "message_detail", message)
    assert "K7QX" not in seen
    assert "nobody can read it here" in seen


def test_list_shows_what_needs_someone_and_nothing_else(as_person, held, refused):
    queue_one("fine@portal.example", purpose="all_is_well")
    worker.deliver_due()
    seen = as_person("ivy").get(reverse("core:message_list")).content.decode()
    assert "Needs a decision" in seen
    assert "Refused" in seen
    assert "All is well" not in seen


def test_list_costs_the_same_for_1_25_and_100_rows(as_person, db, sink):
    ivy, counts = as_person("ivy"), []
    for number in (1, 24, 75):
        messages = queue_for(addresses=many(number), by=BY)
        for message in messages:
            sink.plan(message.address, Step("rcpt", "550 No"))
        while worker.deliver_due():
            pass
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ivy.get(reverse("core:message_list"), {"per_page": "100"})
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 6


def test_message_on_its_way_is_not_read(as_person, db):
    waiting = queue_one(body=BODY)
    seen = page(as_person("ivy"), "message_detail", waiting)
    assert BODY not in seen
    assert waiting.address not in seen
    assert "will be sent by itself" in seen


def test_unknown_message_is_not_found(as_person):
    url = reverse("core:message_detail", args=["7a1c4a52-56a5-4a3e-8f0e-0f1c5d7a9b11"])
    assert as_person("ivy").get(url).status_code == 404


# --- Deciding ---------------------------------------------------------------------------


def test_sent_again_on_someones_word(as_person, held, sink):
    answer = decide(as_person("ivy"), held, "send_again")
    assert answer.status_code == 302
    assert worker.deliver_due() == {"delivered": 1}
    assert sink.ledger[-1].message_id == held.message_id
    act = Act.objects.get(service="core.send_message_again")
    assert act.by.name == "Ivy Marsh"
    assert act.reason == f"Send again: I asked them by phone. (message {held.pk})"


def test_arrived_closes_it(as_person, held):
    decide(as_person("ivy"), held, "arrived")
    assert again(held).state == State.DELIVERED
    assert worker.deliver_due() == {}


def test_given_up_closes_it_and_says_why(as_person, held):
    decide(as_person("ada"), held, "give_up", "Too late now.")
    assert again(held).state == State.REFUSED
    seen = page(as_person("ivy"), "message_detail", held)
    assert "Given up: Too late now." in seen
    assert "This message is closed" in seen


def test_reason_is_needed(as_person, held):
    answer = decide(as_person("ivy"), held, "give_up", "   ")
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert again(held).state == State.HELD
    with pytest.raises(Refused, match="Say why"):
        services.give_message_up(message_id=held.pk, reason=" ", by=BY)


def test_second_decision_is_told_of_the_first(as_person, held):
    ivy = as_person("ivy")
    decide(as_person("ada"), held, "give_up")
    answer = decide(ivy, held, "send_again")
    assert answer.status_code == 200
    assert "This message is closed" in answer.content.decode()
    assert worker.deliver_due() == {}


def test_double_click_sends_once(as_person, held, sink):
    ivy = as_person("ivy")
    url = reverse("core:message_decide", args=[held.pk])
    data = {
        "decision": "send_again",
        "reason": "It did not arrive.",
        "submission_key": "7a1c4a52-56a5-4a3e-8f0e-0f1c5d7a9b11",
    }
    assert ivy.post(url, data).status_code == 302
    assert ivy.post(url, data).status_code == 302
    worker.deliver_due()
    make_due(held)
    worker.deliver_due()
    assert len(sink.ledger) == 1


@pytest.mark.parametrize("state", [State.WAITING, State.DELIVERED, State.REFUSED])
def test_only_held_messages_can_be_decided_about(db, sink, refused, state):
    message = {
        State.REFUSED: lambda: refused,
        State.WAITING: queue_one,
        State.DELIVERED: queue_one,
    }[state]()
    if state == State.DELIVERED:
        worker.deliver_due()
    for service in (
        services.send_message_again,
        services.mark_message_arrived,
        services.give_message_up,
    ):
        with pytest.raises(Refused):
            service(message_id=message.pk, reason="Because.", by=BY)
    assert again(message).state == state
