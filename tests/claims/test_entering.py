"""Staff enter claims for those who call or write; they see no others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Decision
from claims.selectors.claims import check_lines
from claims.selectors.deciders import may_hold
from claims.services.claims import send_claim
from claims.services.deciding import decide_line
from claims.services.entering import enter_claim, send_entered_claim
from claims.services.lines import LineEntry, add_line
from community.models import ByHand, Look, Person
from core.models import Message
from core.service import Refused
from tests.claims.asking import answers_everywhere
from tests.claims.claiming import a_claim, amina_of, attended, bus, days_ago, in_force, lines_of
from tests.claims.deciders import approver, canterbury
from tests.community.people import someone
from tests.core.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    in_force()
    return of_old(amina_of(cast))


def of_old(person: Person) -> Person:
    """Somebody who joined long ago."""
    Person.objects.filter(pk=person.pk).update(asked_at=timezone.now() - timedelta(days=200))
    return person


def page_of(name: str, *args) -> str:
    return reverse(f"claims:{name}", args=args)


def new_key() -> dict[str, str]:
    return {"submission_key": str(uuid4())}


def shown(client: Any, name: str, *args) -> str:
    return client.get(page_of(name, *args)).content.decode()


def entered(by: Any, person: Any, way: str = "telephone", **said: Any) -> Claim:
    said = said or {"purpose": "A meeting about the garden"}
    return enter_claim(by=by, person_id=person.pk, way=way, **said)


def the_day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def the_form() -> SimpleUploadedFile:
    return SimpleUploadedFile("form.pdf", files.PDF)


def test_from_the_name_to_what_to_tell_them(client, cast):
    in_force()
    dana = of_old(someone("Dana Whitlock", shown_name="Dana W", phone="01634 555 0101"))
    client.sign_in(cast.sam)
    assert f"P{dana.pk:05d}" in client.get(page_of("claim_enter"), {"q": "Dana"}).content.decode()
    answer = client.get(page_of("claim_enter"), {"person": f"P{dana.pk:05d}", "way": "telephone"})
    said = new_key() | {"what": "else", "purpose": "A meeting"}
    page = client.post(answer["Location"], said)["Location"]
    claim = Claim.objects.get()
    assert (claim.entered_by, claim.way, claim.person) == (cast.sam, "telephone", dana)
    cost = the_day("cost_on", days_ago(3)) | {"amount": "4.60"}
    sort = page_of("line_add", claim.pk, "public_transport")
    assert "One question at a time" not in client.get(sort).content.decode()
    assert client.post(sort, new_key() | cost | {"words": "Bus"}).status_code == 302
    assert "£4.60" in client.get(page).content.decode()
    send = page_of("claim_enter_send", claim.pk)
    assert "Read out all costs" in client.post(send, new_key()).content.decode()
    assert client.post(send, new_key() | {"is_agreed": "on"})["Location"] == page
    claim.refresh_from_db()
    assert (claim.state, claim.agreed_on) == ("sent", timezone.localdate())
    told = client.get(page).content.decode()
    assert claim.reference in told
    assert "What to tell them" in told
    assert "Change" not in told
    # She has no email: somebody calls her, and says what was written down.
    assert "public transport" in ByHand.objects.get(person=dana).words
    assert claim.reference in shown(client, "claim_entry_list")


def test_the_person_reads_in_the_message_what_was_written_down(cast, amina):
    claim = entered(cast.sam, amina)
    add_line(by=cast.sam, claim_id=claim.pk, entry=bus())
    send_entered_claim(by=cast.sam, claim_id=claim.pk)
    letter = Message.objects.get(purpose="claim")
    assert "We wrote this down for you" in letter.body
    assert "£4.60" in letter.body


def test_a_form_is_sent_with_its_signature_and_the_receipt_stays_on_paper(client, cast, amina):
    claim = entered(cast.sam, amina, "paper")
    line = bus(pence=1_250)
    add_line(by=cast.sam, claim_id=claim.pk, entry=line)
    assert check_lines(claim)[0].faults
    client.sign_in(cast.sam)
    cost = lines_of(claim)[0]
    said = the_day("cost_on", days_ago(3)) | {"words": "Bus"}
    change = new_key() | said | {"amount": "12.50", "is_paper_kept": "on", "version": cost.version}
    client.post(page_of("line_change", cost.pk), change)
    assert not check_lines(claim)[0].faults
    send, signed = page_of("claim_enter_send", claim.pk), days_ago(2)
    when = the_day("agreed_on", signed)
    assert "signed form" in client.post(send, new_key() | when).content.decode()
    with pytest.raises(Refused, match="signed form"):
        send_entered_claim(by=cast.sam, claim_id=claim.pk, agreed_on=signed)
    assert client.post(send, new_key() | when | {"paper": the_form()}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.agreed_on) == ("sent", signed)
    # Who decides sees how it came, and saves the form; its person reads that they did.
    answers_everywhere(cast.cal)
    client.sign_in(cast.cal)
    desk = shown(client, "desk_claim", claim.pk)
    assert "On paper, written down by" in desk
    assert page_of("desk_paper", claim.pk) in desk
    saved = client.get(page_of("desk_paper", claim.pk))
    assert b"".join(saved.streaming_content) == files.PDF
    assert Look.objects.filter(person=amina, by=cast.cal).exists()


def test_what_lay_in_the_post_is_not_late(cast, amina):
    claim = entered(cast.sam, amina, "paper")
    add_line(by=cast.sam, claim_id=claim.pk, entry=bus(cost_on=days_ago(95)))
    assert check_lines(claim)[0].is_late
    with pytest.raises(Refused, match="more than 90 days"):
        send_entered_claim(by=cast.sam, claim_id=claim.pk, agreed_on=days_ago(1), paper=the_form())
    send_entered_claim(by=cast.sam, claim_id=claim.pk, agreed_on=days_ago(20), paper=the_form())
    claim.refresh_from_db()
    assert claim.state == "sent"


@pytest.mark.parametrize(
    ("ago", "why"), [(-1, "today or in the past"), (400, "more than a year ago")]
)
def test_a_signature_has_a_believable_day(cast, amina, ago, why):
    claim = entered(cast.sam, amina, "paper")
    add_line(by=cast.sam, claim_id=claim.pk, entry=bus())
    with pytest.raises(Refused, match=why):
        send_entered_claim(
            by=cast.sam, claim_id=claim.pk, agreed_on=days_ago(ago), paper=the_form()
        )


def test_nothing_is_sent_without_a_yes(cast, amina):
    claim = entered(cast.sam, amina)
    add_line(by=cast.sam, claim_id=claim.pk, entry=bus())
    with pytest.raises(Refused, match="agree to it first"):
        send_claim(by=cast.sam, claim_id=claim.pk)


def test_the_person_may_finish_it_themselves(cast, amina):
    claim = entered(cast.sam, amina)
    add_line(by=cast.sam, claim_id=claim.pk, entry=bus())
    send_claim(by=cast.amina, claim_id=claim.pk)
    claim.refresh_from_db()
    assert (claim.way, claim.state) == ("online", "sent")


def test_staff_see_what_they_enter_and_nothing_else(client, cast, amina):
    session = attended(amina)
    own = a_claim(amina, bus(), session=session)
    journey = LineEntry(
        category="mileage",
        cost_on=days_ago(3),
        vehicle="car",
        from_place="12 Rose Walk",
        to_place="Hall",
        tenths=50,
    )
    add_line(by=cast.amina, claim_id=own.pk, entry=journey)
    claim = entered(cast.sam, amina)
    client.sign_in(cast.sam)
    assert client.get(page_of("line_choose", own.pk)).status_code == 404
    assert client.get(page_of("line_change", lines_of(own)[0].pk)).status_code == 404
    # The way she usually goes is for her and the team; so is what she came to.
    assert "12 Rose Walk" not in shown(client, "line_add", claim.pk, "mileage")
    assert "Garden group" not in shown(client, "claim_enter_for", amina.pk, "telephone")
    assert own.reference not in shown(client, "claim_entry_list")
    client.sign_in(cast.olu)
    assert client.get(page_of("claim_entered", claim.pk)).status_code == 404
    client.sign_in(cast.ivy)
    of_ivy = entered(cast.ivy, amina)
    assert "12 Rose Walk" in shown(client, "line_add", of_ivy.pk, "mileage")
    assert "Garden group" in shown(client, "claim_enter_for", amina.pk, "telephone")
    # For the same session the person's own claim is not gone on with.
    theirs = entered(cast.ivy, amina, session_id=session.pk)
    assert theirs.pk != own.pk
    assert entered(cast.ivy, amina, session_id=session.pk).pk == theirs.pk


def test_once_sent_it_is_out_of_their_hands(client, cast, amina):
    claim = entered(cast.sam, amina)
    add_line(by=cast.sam, claim_id=claim.pk, entry=bus())
    send_entered_claim(by=cast.sam, claim_id=claim.pk)
    client.sign_in(cast.sam)
    for name in ("line_choose", "claim_payee", "claim_drop", "claim_enter_send", "receipt_add"):
        assert client.get(page_of(name, claim.pk)).status_code == 404
    with pytest.raises(Refused):
        add_line(by=cast.sam, claim_id=claim.pk, entry=bus())


def test_nobody_is_found_by_guessing_and_nobody_enters_their_own(client, cast):
    in_force()
    hidden = someone("Hidden Person", is_hidden=True)
    client.sign_in(cast.sam)
    asked = {"person": f"P{hidden.pk:05d}", "way": "paper"}
    assert "Nobody with this number" in client.get(page_of("claim_enter"), asked).content.decode()
    assert client.get(page_of("claim_enter_for", hidden.pk, "paper")).status_code == 404
    with pytest.raises(Refused, match="Nobody with this number"):
        entered(cast.sam, hidden)
    me = someone("Sam Okafor", account=cast.sam)
    with pytest.raises(Refused, match="Nobody with this number"):
        entered(cast.sam, me)


# --- On paper ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["", "?size=large", "?size=nonsense"])
def test_anybody_prints_the_form(client, size):
    page = client.get(page_of("claim_paper") + size).content.decode()
    assert "Your signature" in page
    assert "Your name" in page
    answer = client.get(page_of("claim_paper_pdf") + size)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_form_for_one_person_has_their_number(client, cast):
    in_force()
    dana, hidden = someone("Dana Whitlock"), someone("Hidden Person", is_hidden=True)
    client.sign_in(cast.sam)
    page = shown(client, "claim_paper_for", dana.pk)
    assert f"P{dana.pk:05d}" in page
    assert "more than £5 needs its receipt" in page
    assert "Dana" not in page
    assert client.get(page_of("claim_paper_for_pdf", dana.pk)).content.startswith(b"%PDF")
    assert client.get(page_of("claim_paper_for", hidden.pk)).status_code == 404
    # The code leads staff straight to what the claim is for.
    said = {"person": f"P{dana.pk:05d}", "way": "paper"}
    there = client.get(page_of("claim_enter"), said)["Location"]
    assert there == page_of("claim_enter_for", dana.pk, "paper")


def test_who_entered_a_claim_does_not_decide_it(cast, amina):
    cora = approver("cora", canterbury())
    cora.roles = ["claims_approver", "staff"]
    cora.save(update_fields=["roles"])
    claim = entered(cora, amina)
    add_line(by=cora, claim_id=claim.pk, entry=bus())
    claim = send_entered_claim(by=cora, claim_id=claim.pk)
    assert not may_hold(claim, timezone.localdate()).filter(pk=cora.pk).exists()
    (line,) = lines_of(claim)
    with pytest.raises(Refused, match="wrote this claim down"):
        decide_line(by=cora, line_id=line.pk, expected=line.version, outcome="approve")
    with pytest.raises(DatabaseError, match="who entered"), transaction.atomic():
        Decision.objects.create(
            line=line, outcome="approve", pence=460, by=cora, line_version=line.version
        )
