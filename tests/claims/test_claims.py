"""Claims of one's own: started, filled in, sent, seen, taken back; and by nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import ActivityService
from claims.models import Claim, Decision, Edition, Line, Payee, Receipt
from claims.selectors.claims import check_lines
from claims.services.claims import drop_claim, send_claim, start_claim, withdraw_claim
from claims.services.lines import LineEntry, add_line, change_line
from claims.services.payees import choose_payee
from claims.services.receipts import add_receipts
from community.services.merging import merge_people, undo_merge
from core.models import Message, StoredFile
from core.service import Refused
from organisation.models import Service, Venue
from organisation.selectors.special_days import working_day_after
from tests.claims.claiming import (
    a_claim,
    amina_of,
    attended,
    bus,
    days_ago,
    in_force,
    lines_of,
)
from tests.community.people import someone
from tests.community.test_erasure import forget
from tests.core.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


def page_of(name: str, *args) -> str:
    return reverse(f"claims:{name}", args=args)


def new_key() -> dict[str, str]:
    return {"submission_key": str(uuid4())}


def shown(client, name: str, *args) -> str:
    return client.get(page_of(name, *args)).content.decode()


def day(on: date) -> dict[str, str]:
    return {
        "cost_on_day": str(on.day),
        "cost_on_month": str(on.month),
        "cost_on_year": str(on.year),
    }


# --- The whole way ----------------------------------------------------------------------------


def test_from_a_session_to_a_claim_that_is_sent_seen_and_taken_back(amina, as_person):
    session, browser = attended(amina), as_person("amina")
    started = browser.send(page_of("claim_start"), {"what": str(session.pk)})
    claim = Claim.objects.get()
    assert started.url == page_of("claim_detail", claim.pk)
    journey = {
        **day(session.held_on),
        "vehicle": "car",
        "from_place": "Home",
        "to_place": "Town hall",
        "miles": "12.4",
    }
    browser.send(page_of("line_add", claim.pk, "mileage"), journey)
    paid = {**day(session.held_on), "amount": "7.50", "words": "Town hall car park"}
    saved = browser.send(page_of("line_add", claim.pk, "parking"), paid)
    parking = Line.objects.get(category="parking")
    assert saved.url == f"{page_of('receipt_add', claim.pk)}?line={parking.pk}"
    # 12.4 miles at 45p are £5.58.
    assert "Together: £13.08" in shown(browser, "claim_detail", claim.pk)
    assert "We need the receipt" in shown(browser, "claim_send", claim.pk)
    photos = [
        files.sent("a.jpg", files.photo("jpeg")),
        files.sent("b.jpg", b"no photo"),
        files.sent("c.pdf", files.PDF),
    ]
    answer = browser.send(
        page_of("receipt_add", claim.pk), {"photos": photos, "line": str(parking.pk)}
    )
    told = browser.get(answer.url).content.decode()
    assert "Not added: b.jpg" in told
    assert "2 receipts." in told
    sent = browser.send(page_of("claim_send", claim.pk), {})
    told = browser.get(sent.url).content.decode()
    assert "Waiting for a decision" in told
    claim.refresh_from_db()
    promised = working_day_after(days_ago(0), 5)
    assert claim.decide_by == promised
    assert f"You get an answer by {promised:%-d %B %Y}." in told
    message = Message.objects.get(purpose="claim")
    assert f"{claim.reference} for £13.08" in message.body
    assert "You ask for £13.08." in shown(browser, "claim_list_own")
    browser.send(page_of("claim_withdraw", claim.pk), {})
    listed = shown(browser, "claim_list_own")
    assert "Taken back" in listed
    assert "You ask for £13.08." in listed
    assert {line.state for line in lines_of(claim)} == {"withdrawn"}


def test_a_second_press_makes_one_claim_and_one_cost(amina, as_person):
    session, browser = attended(amina), as_person("amina")
    key = {"submission_key": "6f1d6a0c-57a0-4f57-8ad0-1a2b3c4d5e6f"}
    for _press in range(2):
        browser.send(page_of("claim_start"), {"what": str(session.pk), **key})
    claim = Claim.objects.get()
    # The same session again goes on with the one that is being written.
    browser.send(page_of("claim_start"), {"what": str(session.pk)})
    assert Claim.objects.get() == claim
    said = {
        **day(session.held_on),
        "amount": "4.60",
        "submission_key": "7f1d6a0c-57a0-4f57-8ad0-1a2b3c4d5e6f",
    }
    for _press in range(2):
        browser.send(page_of("line_add", claim.pk, "public_transport"), said)
    assert [line.pence for line in lines_of(claim)] == [460]


def test_what_was_claimed_for_a_session_is_said_where_one_starts(amina, as_person):
    claim = a_claim(amina, bus())
    assert f"You have a claim for this: {claim.reference}" in shown(
        as_person("amina"), "claim_start"
    )


def test_the_way_gone_last_time_is_filled_in(amina, as_person):
    way = LineEntry(
        category="mileage",
        cost_on=days_ago(3),
        vehicle="car",
        from_place="Whitstable",
        to_place="Canterbury",
        tenths=150,
    )
    a_claim(amina, way)
    following = start_claim(by=amina.account, person_id=amina.pk, purpose="Planning")
    page = shown(as_person("amina"), "line_add", following.pk, "mileage")
    assert 'value="Whitstable"' in page
    assert 'value="15' in page


def test_to_another_place_only_how_and_from_where_is_filled_in(amina, as_person):
    """The miles of another way would be wrong; where the session was is known."""
    first, second = attended(amina), attended(amina, title="Choir", ago=4)
    for session, name in ((first, "Town hall"), (second, "The old mill")):
        session.venue = Venue.objects.create(name=name)
        session.save()
    way = {"vehicle": "car", "from_place": "Whitstable", "to_place": "Town hall", "tenths": 157}
    a_claim(amina, LineEntry(category="mileage", cost_on=days_ago(3), **way), session=first)
    following = a_claim(amina, session=second)
    page = shown(as_person("amina"), "line_add", following.pk, "mileage")
    assert 'value="Whitstable"' in page
    assert "The old mill" in page
    assert "15.7" not in page


# --- What keeps a claim from being sent -------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"pence": 501}, "We need the receipt"),
        ({"category": "child_care", "pence": 900, "minutes": 60}, "We need the invoice"),
        ({"category": "child_care", "pence": 900, "no_receipt_reason": "Lost"}, "how many hours"),
    ],
)
def test_what_is_wanting_is_said_before_it_is_sent(amina, said, why):
    claim = a_claim(amina, bus(**said))
    with pytest.raises(Refused, match=why):
        send_claim(by=amina.account, claim_id=claim.pk)
    claim.refresh_from_db()
    assert claim.state == "draft"


def test_a_lost_receipt_with_a_reason_may_be_sent(amina):
    claim = a_claim(amina, bus(pence=900, no_receipt_reason="It fell into the sea"))
    assert send_claim(by=amina.account, claim_id=claim.pk).state == "sent"


def test_a_late_claim_asks_why_and_is_sent_with_the_reason(amina, as_person):
    session = attended(amina, ago=120)
    claim = a_claim(amina, bus(cost_on=session.held_on), session=session)
    browser = as_person("amina")
    assert "Why does it come late?" in shown(browser, "claim_send", claim.pk)
    refused = browser.send(page_of("claim_send", claim.pk), {})
    assert refused.status_code == 200
    browser.send(page_of("claim_send", claim.pk), {"late_reason": "I was in hospital"})
    claim.refresh_from_db()
    assert (claim.state, claim.late_reason) == ("sent", "I was in hospital")


def test_days_that_cannot_be_claimed_are_refused(amina):
    claim = a_claim(amina)
    for cost_on, why in (
        (days_ago(-1), "today or in the past"),
        (date(2024, 12, 31), "no claims policy on that day"),
    ):
        with pytest.raises(Refused, match=why):
            add_line(by=amina.account, claim_id=claim.pk, entry=bus(cost_on=cost_on))
    with pytest.raises(Refused, match="does not pay for this"):
        add_line(by=amina.account, claim_id=claim.pk, entry=bus(category="meal"))


def test_a_cost_before_joining_is_refused_unless_they_were_there(amina):
    before = start_claim(by=amina.account, person_id=amina.pk, purpose="A meeting")
    add_line(by=amina.account, claim_id=before.pk, entry=bus(cost_on=days_ago(3)))
    with pytest.raises(Refused, match="before you joined"):
        send_claim(by=amina.account, claim_id=before.pk)
    assert send_claim(by=amina.account, claim_id=a_claim(amina, bus()).pk).state == "sent"


@pytest.mark.parametrize("amount", ["-3", "0", "4.555", "99999999", "=1+1"])
def test_amounts_that_cannot_be_are_refused_and_nothing_typed_is_lost(amina, as_person, amount):
    claim = a_claim(amina)
    said = {**day(days_ago(3)), "amount": amount, "words": "Bus 7"}
    answer = as_person("amina").send(page_of("line_add", claim.pk, "public_transport"), said)
    page = answer.content.decode()
    assert "There is a problem" in page
    assert 'value="Bus 7"' in page
    assert not claim.lines.exists()


# --- A sent claim stays as it is --------------------------------------------------------------


def test_a_sent_claim_is_not_changed(amina):
    claim = a_claim(amina, bus())
    send_claim(by=amina.account, claim_id=claim.pk)
    (line,) = lines_of(claim)
    who = {"by": amina.account}
    for write in (
        lambda: add_line(**who, claim_id=claim.pk, entry=bus()),
        lambda: change_line(**who, line_id=line.pk, expected=None, entry=bus(pence=1)),
        lambda: choose_payee(**who, claim_id=claim.pk, kind="carer", name="Jo", way="cash"),
        lambda: drop_claim(**who, claim_id=claim.pk),
        lambda: send_claim(**who, claim_id=claim.pk),
    ):
        with pytest.raises(Refused, match="You have sent this claim"):
            write()
    withdraw_claim(**who, claim_id=claim.pk)
    with pytest.raises(Refused, match="taken this claim back already"):
        withdraw_claim(**who, claim_id=claim.pk)


def test_the_service_and_its_cost_centre_are_those_of_the_day_it_was_sent(amina):
    session = attended(amina)
    service = Service.objects.order_by("pk").first()
    ActivityService.objects.create(
        activity=session.activity, service=service, directorate_id=service.directorate_id
    )
    Service.objects.filter(pk=service.pk).update(cost_centre="A1234")
    claim = send_claim(by=amina.account, claim_id=a_claim(amina, bus(), session=session).pk)
    Service.objects.filter(pk=service.pk).update(cost_centre="B9999")
    claim.refresh_from_db()
    assert (claim.service, claim.cost_centre) == (service, "A1234")


# --- Nobody else's ----------------------------------------------------------------------------


def test_what_is_sent_along_changes_nothing_that_is_not_asked(amina, as_person):
    claim = a_claim(amina)
    other = someone("Ben Carter")
    extra = {"state": "paid", "person": other.pk, "decided_pence": "999", "claim": 1, "pence": 9}
    said = {**day(days_ago(3)), "amount": "4.60", **extra}
    as_person("amina").send(page_of("line_add", claim.pk, "public_transport"), said)
    (line,) = lines_of(claim)
    claim.refresh_from_db()
    assert (line.pence, line.state, line.decided_pence) == (460, "open", None)
    assert (claim.person, claim.state) == (amina, "draft")


def test_another_person_can_neither_see_nor_write_a_claim(amina, cast, as_person):
    claim = a_claim(amina, bus())
    ben = as_person("ben")
    someone("Ben Carter", account=cast.ben)
    assert ben.get(page_of("claim_detail", claim.pk)).status_code == 404
    assert ben.send(page_of("claim_send", claim.pk), {}).status_code == 404
    with pytest.raises(Refused, match="belongs to somebody else"):
        send_claim(by=cast.ben, claim_id=claim.pk)
    with pytest.raises(Refused, match="belongs to somebody else"):
        start_claim(by=cast.ben, person_id=amina.pk, purpose="Mine")


def test_a_claim_begins_with_a_session_only_for_who_was_there(amina, cast):
    session = attended(someone("Ben Carter", account=cast.ben))
    with pytest.raises(Refused, match="does not say that you came"):
        start_claim(by=amina.account, person_id=amina.pk, session_id=session.pk)
    assert not Claim.objects.exists()


def test_a_receipt_goes_to_a_cost_of_the_same_claim_only(amina):
    claim, other = a_claim(amina, bus()), a_claim(amina, bus(), session=attended(amina, ago=5))
    (line,) = lines_of(other)
    with pytest.raises(Refused, match="Choose a cost of this claim"):
        add_receipts(
            by=amina.account,
            claim_id=claim.pk,
            uploads=[files.sent("a.pdf", files.PDF)],
            line_id=line.pk,
        )
    assert not Receipt.objects.exists()
    assert not StoredFile.objects.exists()


# --- Receipts and who is paid -----------------------------------------------------------------


def test_receipts_are_saved_sorted_and_removed(amina, as_person, files_folder):
    claim = a_claim(amina, bus(), bus(words="Bus back"))
    _first, second = lines_of(claim)
    add_receipts(by=amina.account, claim_id=claim.pk, uploads=[files.sent("a.pdf", files.PDF)])
    receipt, browser = Receipt.objects.get(), as_person("amina")
    assert "Say what it is for" in shown(browser, "claim_detail", claim.pk)
    browser.send(page_of("receipt_sort", receipt.pk), {"line": str(second.pk)})
    receipt.refresh_from_db()
    assert receipt.line == second
    saved = browser.get(page_of("receipt_fetch", receipt.pk))
    assert saved["Content-Disposition"].startswith("attachment")
    assert b"".join(saved.streaming_content) == files.PDF
    browser.send(page_of("receipt_remove", receipt.pk), {})
    assert not StoredFile.objects.exists()


def test_more_receipts_than_a_claim_holds_are_refused(amina):
    claim = a_claim(amina, bus())
    with pytest.raises(Refused, match="you can add 30 more"):
        add_receipts(
            by=amina.account,
            claim_id=claim.pk,
            uploads=[files.sent(f"{n}.pdf", files.PDF) for n in range(31)],
        )


def test_somebody_else_is_paid_and_taken_again_by_name(amina, as_person):
    claim, browser = a_claim(amina, bus()), as_person("amina")
    said = {"kind": "carer", "name": "Jo Marsh", "way": "cash"}
    browser.send(page_of("claim_payee", claim.pk), said)
    assert "Jo Marsh: Cash" in shown(browser, "claim_detail", claim.pk)
    choose_payee(by=amina.account, claim_id=claim.pk, kind="assistant", name="jo marsh", way="bank")
    assert Payee.objects.get(name="Jo Marsh").kind == "assistant"
    nameless = browser.send(page_of("claim_payee", claim.pk), {"kind": "carer", "way": "cash"})
    assert "There is a problem" in nameless.content.decode()


# --- A whole person ---------------------------------------------------------------------------


def test_claims_go_with_a_record_that_is_joined_and_come_back(amina, cast):
    other = someone("Amina Y", account=cast.ben)
    claim = a_claim(other, bus())
    was = claim.payee
    start_claim(by=amina.account, person_id=amina.pk, purpose="Planning")
    type(other).objects.filter(pk=other.pk).update(account=None)
    merge = merge_people(by=cast.ivy, kept_id=amina.pk, gone_id=other.pk, chosen={})
    claim.refresh_from_db()
    assert claim.person == amina
    assert (claim.payee.person, claim.payee.kind) == (amina, "self")
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    claim.refresh_from_db()
    assert (claim.person, claim.payee) == (other, was)


def test_of_somebody_forgotten_only_what_was_sent_stays_without_words(amina):
    sent = send_claim(by=amina.account, claim_id=a_claim(amina, bus(words="Bus to Ann")).pk)
    start_claim(by=amina.account, person_id=amina.pk, purpose="Planning")
    forget(amina)
    assert Claim.objects.get() == sent
    (line,) = lines_of(sent)
    assert (line.words, line.pence) == ("", 460)


def test_a_draft_that_is_deleted_leaves_no_file(
    amina, files_folder: Path, django_capture_on_commit_callbacks
):
    claim = a_claim(amina, bus())
    add_receipts(by=amina.account, claim_id=claim.pk, uploads=[files.sent("a.pdf", files.PDF)])
    key = StoredFile.objects.get().key
    assert (files_folder / key).exists()
    with django_capture_on_commit_callbacks(execute=True):
        drop_claim(by=amina.account, claim_id=claim.pk)
    assert not (files_folder / key).exists()
    assert not Claim.objects.exists()


def test_my_claims_take_as_many_queries_with_a_hundred_as_with_one(amina, as_person):
    browser, counts = as_person("amina"), []
    for more in (1, 24, 75):
        for _each in range(more):
            made = start_claim(by=amina.account, person_id=amina.pk, purpose="Planning")
            add_line(by=amina.account, claim_id=made.pk, entry=bus())
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(page_of("claim_list_own")).content.decode()
        counts.append(len(asked))
        assert page.count("You ask for £4.60.") == Claim.objects.count()
    assert counts[1] == counts[2] == counts[0]


def test_a_cost_is_told_one_question_at_a_time_and_gone_on_with(amina, as_person):
    """Each answer is kept; what is wanting leads back to its question."""
    claim = a_claim(amina)
    client = as_person("amina")
    on = days_ago(3)
    began = client.post(page_of("line_begin", claim.pk, "child_care"), {**day(on), **new_key()})
    line = claim.lines.get()
    assert began.url == page_of("line_ask", line.pk, "hours")
    html = shown(client, "claim_detail", claim.pk)
    assert "This is not finished." in html
    assert page_of("line_ask", line.pk, "hours") in html
    for question, said, following in (
        ("hours", {"hours": "2.5"}, "amount"),
        ("amount", {"amount": "30"}, "what"),
    ):
        line.refresh_from_db()
        said["version"] = str(line.version)
        done = client.post(page_of("line_ask", line.pk, question), {**said, **new_key()})
        assert done.url == page_of("line_ask", line.pk, following)
    line.refresh_from_db()
    assert (line.cost_on, line.minutes, line.pence) == (on, 150, 3_000)
    assert "This is not finished." not in shown(client, "claim_detail", claim.pk)
    assert client.get(page_of("line_ask", line.pk, "miles")).status_code == 404


def test_an_unfinished_cost_is_not_sent(amina):
    claim = a_claim(amina, bus(pence=None))
    with pytest.raises(Refused, match="more than £0"):
        send_claim(by=amina.account, claim_id=claim.pk)


def test_who_claims_often_is_asked_everything_on_one_page(amina, as_person):
    claim = a_claim(amina)
    client = as_person("amina")
    assert page_of("line_begin", claim.pk, "parking") in shown(client, "line_choose", claim.pk)
    for ago in (4, 5, 6):
        sent = a_claim(amina, bus(), session=attended(amina, ago=ago))
        send_claim(by=amina.account, claim_id=sent.pk)
    html = shown(client, "line_choose", claim.pk)
    assert page_of("line_add", claim.pk, "parking") in html
    assert page_of("line_begin", claim.pk, "parking") not in html


def test_the_leading_service_of_an_activity_pays(amina):
    claim = a_claim(amina, bus())
    other, leading = Service.objects.order_by("pk")[:2]
    for service in (other, leading):
        ActivityService.objects.create(
            activity=claim.activity,
            service=service,
            directorate_id=service.directorate_id,
            is_lead=service == leading,
        )
    send_claim(by=amina.account, claim_id=claim.pk)
    claim.refresh_from_db()
    assert claim.service == leading


def test_what_other_claims_were_paid_counts_for_the_day_and_for_the_miles(amina, cast):
    """The limit of a day and the first 10,000 miles are the person's, not the claim's."""
    edition = Edition.objects.get()
    first = a_claim(amina, bus(category="parking", pence=1_000, no_receipt_reason="Lost"))
    send_claim(by=amina.account, claim_id=first.pk)
    paid = lines_of(first)[0]
    Decision.objects.create(
        line=paid, outcome="approve", pence=1_000, by=cast.cal, line_version=paid.version
    )
    decide = {"state": "approved", "decided_pence": 1_000, "edition": edition}
    Line.objects.filter(pk=paid.pk).update(**decide)
    second = a_claim(
        amina, bus(category="parking", pence=900), session=attended(amina, title="Choir")
    )
    (check,) = check_lines(second)
    assert check.judgement.pence_when_mended == 500
    assert "£10 of that was paid for the same day already." in check.notes[0]


def test_every_page_of_a_claim_says_whom_to_ask(amina, as_person):
    claim = a_claim(amina, bus())
    add_receipts(by=amina.account, claim_id=claim.pk, uploads=[files.sent("a.pdf", files.PDF)])
    line, receipt = claim.lines.get(), claim.receipts.get()
    pages = {
        claim.pk: (
            *("claim_detail", "claim_payee", "claim_send", "claim_withdraw", "claim_drop"),
            *("line_choose", "receipt_add"),
        ),
        line.pk: ("line_change", "line_remove"),
        receipt.pk: ("receipt_sort", "receipt_remove"),
    }
    client = as_person("amina")
    walked = [page_of(name, pk) for pk, names in pages.items() for name in names]
    walked += [page_of(name, claim.pk, "parking") for name in ("line_add", "line_begin")]
    walked += [page_of("claim_list_own"), page_of("line_ask", line.pk, "amount")]
    silent = [
        each
        for each in walked
        if "payments@portal.example" not in client.get(each).content.decode()
    ]
    assert silent == []
