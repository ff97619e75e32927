"""Asking before spending: asked, answered, booked, paid in cash, carried into a claim."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, DeclaredInterest, Line, SpendingRequest
from claims.selectors.claims import check_lines
from claims.selectors.hints import hints_for
from claims.selectors.requests import agreed_of
from claims.services.claims import drop_claim, send_claim, start_claim, withdraw_claim
from claims.services.lines import LineEntry, add_line, change_line, remove_line
from claims.services.requests import (
    ask_first,
    book_request,
    carry_request,
    decline_request,
    give_cash,
    withdraw_request,
)
from community.models import Need
from community.services.merging import merge_people, undo_merge
from core.models import Message
from core.service import Refused, Stale
from tests.claims.asking import a_taxi, agreed, answers_everywhere, asked, in_days
from tests.claims.claiming import amina_of, in_force
from tests.claims.deciders import approver, canterbury
from tests.community.people import someone
from tests.community.test_erasure import forget
from tests.core.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    in_force()
    answers_everywhere(cast.cal)
    return amina_of(cast)


def page_of(name: str, *args) -> str:
    return reverse(f"claims:{name}", args=args)


def new_key() -> dict[str, str]:
    return {"submission_key": str(uuid4())}


def shown(client: Any, name: str, *args) -> str:
    return client.get(page_of(name, *args)).content.decode()


def fresh(row: SpendingRequest) -> SpendingRequest:
    return SpendingRequest.objects.get(pk=row.pk)


# --- The whole way ----------------------------------------------------------------------------


def test_asked_agreed_paid_and_on_a_claim(client, cast, amina):
    client.sign_in(cast.amina)
    assert "Taxi" in shown(client, "request_choose")
    day = in_days(0)
    said = {"needed_on_day": day.day, "needed_on_month": day.month, "needed_on_year": day.year}
    said |= {"words": "A taxi there and back", "amount": "20", "how": "claim"}
    page = client.post(page_of("request_ask", "taxi"), new_key() | said)["Location"]
    row = SpendingRequest.objects.get()
    assert "Wait for our answer" in client.get(page).content.decode()
    client.sign_in(cast.cal)
    assert "Waits for an answer" in shown(client, "request_queue")
    assert "A taxi there and back" in shown(client, "request_desk", row.pk)
    yes = {"pence": "25", "how": "claim", "words": "Take Medway Taxis", "version": row.version}
    assert client.post(page_of("request_agree", row.pk), new_key() | yes).status_code == 302
    letter = Message.objects.filter(purpose="claim").latest("pk")
    assert "up to £25" in letter.body
    assert "Take Medway Taxis" in letter.body
    client.sign_in(cast.amina)
    assert "Put it on my claim" in client.get(page).content.decode()
    there = client.post(page_of("request_carry", row.pk), new_key())["Location"]
    line = Line.objects.get()
    assert there == page_of("line_change", line.pk)
    assert (line.request_id, line.category, line.words) == (row.pk, "taxi", row.words)
    assert fresh(row).state == "carried"
    assert line.claim.reference in client.get(page).content.decode()
    entry = LineEntry(category="taxi", cost_on=day, words="A taxi", pence=2_300)
    change_line(by=cast.amina, line_id=line.pk, expected=None, entry=entry)
    (check,) = check_lines(line.claim)
    assert "not_asked" not in {each.code for each in check.judgement.reasons}
    assert agreed_of([check.line]) == {line.pk: 2_500}


def test_more_than_agreed_is_not_paid(cast, amina):
    row = agreed(cast.cal, asked(amina), pence=1_000)
    line = carry_request(by=cast.amina, request_id=row.pk)
    entry = LineEntry(category="taxi", cost_on=in_days(0), words="A taxi", pence=1_200)
    change_line(by=cast.amina, line_id=line.pk, expected=None, entry=entry)
    (check,) = check_lines(line.claim)
    assert check.judgement.pence_when_mended == 1_000
    assert any("up to £10" in note for note in check.notes)


# --- The person -------------------------------------------------------------------------------


def test_a_day_that_is_over_is_claimed_and_not_asked(client, cast, amina):
    with pytest.raises(Refused, match="This day is over"):
        asked(amina, needed_on=in_days(-1))
    client.sign_in(cast.amina)
    day = in_days(-1)
    said = {"needed_on_day": day.day, "needed_on_month": day.month, "needed_on_year": day.year}
    said |= {"words": "A taxi to tell of", "amount": "20", "how": "book"}
    page = client.post(page_of("request_ask", "taxi"), new_key() | said).content.decode()
    assert "This day is over" in page
    assert "A taxi to tell of" in page


def test_what_the_policy_does_not_pay_cannot_be_asked(client, cast, amina):
    with pytest.raises(Refused, match="does not pay"):
        asked(amina, category="meal")
    client.sign_in(cast.amina)
    assert client.get(page_of("request_ask", "meal")).status_code == 404
    assert client.get(page_of("request_ask", "mileage")).status_code == 404


def test_nobody_sees_what_another_asked(client, cast, amina):
    row = asked(amina)
    client.sign_in(cast.ben)
    someone("Ben Carter", account=cast.ben)
    assert client.get(page_of("request_detail", row.pk)).status_code == 404
    with pytest.raises(Refused, match="somebody else"):
        withdraw_request(by=cast.ben, request_id=row.pk)
    with pytest.raises(Refused, match="somebody else"):
        ask_first(by=cast.ben, person_id=amina.pk, entry=a_taxi())


def test_it_is_taken_back_while_nothing_is_done(client, cast, amina):
    row = asked(amina)
    client.sign_in(cast.amina)
    assert client.post(page_of("request_withdraw", row.pk), new_key()).status_code == 302
    assert fresh(row).state == "withdrawn"
    with pytest.raises(Refused, match="took this back"):
        agreed(cast.cal, row)
    booked = agreed(cast.cal, asked(amina), how="book")
    book_request(by=cast.cal, request_id=booked.pk, expected=None, booking="Medway Taxis")
    assert (
        "settled" in client.post(page_of("request_withdraw", booked.pk), new_key()).content.decode()
    )


def test_a_claim_that_goes_gives_the_yes_back(cast, amina):
    row = agreed(cast.cal, asked(amina))
    line = carry_request(by=cast.amina, request_id=row.pk)
    with pytest.raises(Refused, match="in a claim already"):
        carry_request(by=cast.amina, request_id=row.pk)
    remove_line(by=cast.amina, line_id=line.pk)
    assert fresh(row).state == "agreed"
    line = carry_request(by=cast.amina, request_id=row.pk, claim_id=line.claim_id)
    drop_claim(by=cast.amina, claim_id=line.claim_id)
    assert fresh(row).state == "agreed"
    line = carry_request(by=cast.amina, request_id=row.pk)
    entry = LineEntry(
        category="taxi", cost_on=in_days(0), words="A taxi", pence=900, no_receipt_reason="Lost"
    )
    change_line(by=cast.amina, line_id=line.pk, expected=None, entry=entry)
    send_claim(by=cast.amina, claim_id=line.claim_id)
    withdraw_claim(by=cast.amina, claim_id=line.claim_id)
    assert fresh(row).state == "agreed"
    carry_request(by=cast.amina, request_id=row.pk)


def test_it_waits_for_its_day(cast, amina):
    row = agreed(cast.cal, asked(amina, needed_on=in_days(3)))
    with pytest.raises(Refused, match="today or in the past"):
        carry_request(by=cast.amina, request_id=row.pk)
    assert not Claim.objects.exists()


def test_who_needs_help_with_the_way_need_not_ask_for_a_taxi(cast, amina):
    claim = carry_request(by=cast.amina, request_id=agreed(cast.cal, asked(amina)).pk).claim
    entry = LineEntry(category="taxi", cost_on=in_days(0), words="Another", pence=900)
    add_line(by=cast.amina, claim_id=claim.pk, entry=entry)

    def codes() -> set[str]:
        return {reason.code for reason in check_lines(claim)[1].judgement.reasons}

    assert "not_asked" in codes()
    today = timezone.localdate()
    said = {"shared_with": "team", "reviewed_on": today, "review_on": today + timedelta(days=365)}
    Need.objects.create(person=amina, code="after_home", **said)
    assert "not_asked" not in codes()


# --- Those who answer -------------------------------------------------------------------------


def test_a_no_has_a_reason_that_the_person_reads(client, cast, amina):
    row = asked(amina)
    client.sign_in(cast.cal)
    page = page_of("request_decline", row.pk)
    assert (
        "<title>Error" in client.post(page, new_key() | {"version": row.version}).content.decode()
    )
    with pytest.raises(Refused, match="Say why"):
        decline_request(by=cast.cal, request_id=row.pk, expected=None, reason=" ")
    why = {"reason": "The bus goes from your door", "version": row.version}
    assert client.post(page, new_key() | why).status_code == 302
    assert "The bus goes" in Message.objects.filter(purpose="claim").latest("pk").body
    client.sign_in(cast.amina)
    assert "The bus goes" in shown(client, "request_detail", row.pk)


def test_two_who_answer_see_each_other(cast, amina):
    row = asked(amina)
    cora = approver("cora", canterbury())
    agreed(cast.cal, row)
    with pytest.raises(Stale):
        decline_request(by=cora, request_id=row.pk, expected=row.version, reason="No")
    with pytest.raises(Refused, match="answered already"):
        decline_request(by=cora, request_id=row.pk, expected=None, reason="No")
    assert fresh(row).state == "agreed"


def test_what_is_booked_is_never_claimed(cast, amina):
    row = agreed(cast.cal, asked(amina), how="book")
    with pytest.raises(Refused, match="another way"):
        give_cash(by=cast.cal, request_id=row.pk, expected=None, pence=100, signed_name="A")
    with pytest.raises(Refused, match="with whom"):
        book_request(by=cast.cal, request_id=row.pk, expected=None, booking=" ")
    book_request(by=cast.cal, request_id=row.pk, expected=None, booking="Medway Taxis, 9.15am")
    assert "Medway Taxis" in Message.objects.filter(purpose="claim").latest("pk").body
    with pytest.raises(Refused, match="nothing to claim"):
        carry_request(by=cast.amina, request_id=row.pk)
    claim = Claim.objects.create(person=amina, payee=amina.payees.create(kind="self"))
    with pytest.raises(DatabaseError, match="not for a claim"), transaction.atomic():
        Line.objects.create(claim=claim, category="taxi", request=row)


def test_cash_is_signed_for_and_no_more_than_agreed(client, cast, amina):
    row = agreed(cast.cal, asked(amina), how="cash", pence=1_500)
    client.sign_in(cast.cal)
    page, said = page_of("request_cash", row.pk), {"version": row.version, "pence": "16"}
    assert "<title>Error" in client.post(page, new_key() | said).content.decode()
    said |= {"signed_name": "Amina Yusuf"}
    assert "no more than the £15" in client.post(page, new_key() | said).content.decode()
    slip = SimpleUploadedFile("slip.pdf", files.PDF)
    said |= {"pence": "14.50", "paper": slip}
    assert client.post(page, new_key() | said).status_code == 302
    assert (fresh(row).state, fresh(row).given_pence) == ("cash_given", 1_450)
    assert "signed by Amina Yusuf" in shown(client, "request_desk", row.pk)
    assert "You got £14.50" in Message.objects.filter(purpose="claim").latest("pk").body
    with pytest.raises(DatabaseError), transaction.atomic():
        SpendingRequest.objects.filter(pk=row.pk).update(given_pence=1_501)


def test_much_money_needs_two_people(cast, amina):
    row = agreed(cast.cal, asked(amina, pence=90_000), how="cash", pence=90_000)
    given = {"request_id": row.pk, "expected": None, "pence": 90_000, "signed_name": "Amina"}
    with pytest.raises(Refused, match="second person"):
        give_cash(by=cast.cal, **given)
    give_cash(by=approver("cora", canterbury()), **given)


def test_nobody_answers_for_themselves_or_for_whom_they_know(client, cast, amina):
    me = someone("Cal Dunmore", account=cast.cal)
    row = asked(me)
    client.sign_in(cast.cal)
    assert client.get(page_of("request_desk", row.pk)).status_code == 404
    with pytest.raises(Refused, match="You asked this yourself"):
        agreed(cast.cal, row)
    row = asked(amina)
    DeclaredInterest.objects.create(account=cast.cal, person=amina, why="A neighbour")
    assert client.get(page_of("request_desk", row.pk)).status_code == 404
    with pytest.raises(Refused, match="too well"):
        agreed(cast.cal, row)


def test_each_answers_for_their_own_services(client, cast, amina):
    row = asked(amina)
    SpendingRequest.objects.filter(pk=row.pk).update(service=canterbury())
    una = approver("una")
    with pytest.raises(Refused, match="do not decide for"):
        agreed(una, row)
    client.sign_in(una)
    assert client.get(page_of("request_desk", row.pk)).status_code == 404
    assert row.words not in shown(client, "request_queue")


def test_the_queue_needs_as_many_reads_for_a_hundred_as_for_one(client, cast, amina):
    client.sign_in(cast.cal)
    asked(amina)
    counts = []
    for more in (0, 24, 75):
        SpendingRequest.objects.bulk_create(
            SpendingRequest(
                person=amina, category="taxi", words="A taxi", needed_on=in_days(1), pence=100
            )
            for _each in range(more)
        )
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(page_of("request_queue"), {"per_page": 100})
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]


# --- Being forgotten --------------------------------------------------------------------------


def test_who_is_forgotten_leaves_what_was_answered_without_words(cast, amina):
    row = decline_request(
        by=cast.cal, request_id=asked(amina).pk, expected=None, reason="Because of the bus"
    )
    waiting = asked(amina)
    forget(amina)
    assert (fresh(row).words, fresh(row).reason) == ("", "Removed")
    assert fresh(waiting).state == "withdrawn"


def test_two_records_of_one_person_have_one_list(cast, amina):
    gone = someone("Amina Y", account=None)
    row = SpendingRequest.objects.create(
        person=gone, category="taxi", words="A taxi", needed_on=in_days(1), pence=100
    )
    merge = merge_people(by=cast.ivy, kept_id=amina.pk, gone_id=gone.pk, chosen={})
    assert fresh(row).person == amina
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    assert fresh(row).person == gone


def test_the_approver_is_told_what_was_booked_for_that_day(cast, amina):
    row = agreed(cast.cal, asked(amina), how="book")
    book_request(by=cast.cal, request_id=row.pk, expected=None, booking="Medway Taxis")
    claim = start_claim(by=cast.amina, person_id=amina.pk, purpose="A meeting")
    entry = LineEntry(category="taxi", cost_on=in_days(0), words="A taxi", pence=900)
    line = add_line(by=cast.amina, claim_id=claim.pk, entry=entry)
    assert row.reference in " ".join(hint.sentence for hint in hints_for(claim)[line.pk])
