"""What is owed, marked paid once and by nobody who asked or decided, and taken back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Batch, Claim, PaidLine, Payee, Payment
from claims.payment_files import fingerprint
from claims.selectors import payments as selectors
from claims.services import payments as services
from core.models import Message
from core.service import Refused, Stale
from tests.claims.claiming import a_claim, amina_of, attended, bus, days_ago, in_force
from tests.claims.deciders import approver, canterbury
from tests.claims.deciding import a_sent_claim, decide, line_of
from tests.claims.paying import a_decided_claim, decided, paid
from tests.community.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


@pytest.fixture
def owed(amina, cast):
    return a_decided_claim(amina, cast.cal)


def page_of(name: str, *args) -> str:
    return reverse(f"claims:{name}", args=args)


def asked(claim: Claim, **said) -> dict:
    today = timezone.localdate()
    return {
        "row": str(claim.payee_id),
        "paid_on_day": str(today.day),
        "paid_on_month": str(today.month),
        "paid_on_year": str(today.year),
        "way": "bank",
        "reference": "BACS 12",
        "pence": "4.60",
        **said,
    }


# --- The whole way ----------------------------------------------------------------------------


def test_from_what_is_owed_to_paid_told_and_seen(owed, amina, as_person):
    finance = as_person("fin")
    shown = finance.get(page_of("payment_owed")).content.decode()
    assert "Amina Yusuf" in shown
    assert "£4.60" in shown
    chosen = finance.get(page_of("payment_mark"), {"row": owed.payee_id, "which": "ticked"})
    assert "Control total" in chosen.content.decode()
    said = finance.get(page_of("payment_mark"), asked(owed))
    assert said.status_code == 302
    assert "Check before you mark it as paid" in finance.get(said.url).content.decode()
    done = finance.send(said.url, {})
    batch = Batch.objects.get()
    assert done.url == page_of("batch_detail", batch.pk)
    owed.refresh_from_db()
    assert owed.state == Claim.State.PAID
    message = Message.objects.get(subject__startswith="We have paid you £4.60")
    assert "BACS 12" in message.body
    assert "should be there by" in message.body
    own = as_person("amina").get(page_of("claim_detail", owed.pk)).content.decode()
    assert "£4.60 to a bank account on" in own
    assert "Nothing is owed" in finance.get(page_of("payment_owed")).content.decode()


def test_a_second_press_pays_nothing_more(owed, as_person):
    finance = as_person("fin")
    address = finance.get(page_of("payment_mark"), asked(owed)).url
    key = "11111111-1111-4111-8111-111111111111"
    first, second = (finance.send(address, {"submission_key": key}) for _ in range(2))
    assert first.url == second.url
    assert Payment.objects.count() == 1


def test_all_of_a_filtered_list_at_once(owed, as_person):
    finance = as_person("fin")
    every = finance.get(page_of("payment_mark"), {"which": "all", "way": "bank"})
    assert f'value="{owed.payee_id}"' in every.content.decode()
    none = finance.get(page_of("payment_mark"), {"which": "all", "way": "cash"})
    assert "Nobody is chosen" in none.content.decode()


def test_a_wrong_control_total_is_refused_with_both_sums(owed, as_person):
    finance = as_person("fin")
    address = finance.get(page_of("payment_mark"), asked(owed, pence="5")).url
    shown = finance.get(address).content.decode()
    assert "What you chose comes to £4.60, which is £0.40 less" in shown
    finance.send(address, {})
    assert not Payment.objects.exists()


def test_what_was_said_can_be_changed_before_it_is_marked(owed, as_person):
    finance = as_person("fin")
    checked = finance.get(finance.get(page_of("payment_mark"), asked(owed)).url)
    again = finance.get(checked.context["back"])
    assert again.status_code == 200
    assert "BACS 12" in again.content.decode()
    assert finance.get(page_of("payment_mark"), {**asked(owed), "pence": ""}).status_code == 200


def test_what_was_typed_stays_where_something_is_wrong(owed, as_person):
    shown = (
        as_person("fin").get(page_of("payment_mark"), asked(owed, pence="four")).content.decode()
    )
    assert "Control total must be an amount of money" in shown
    assert "BACS 12" in shown


def test_a_payment_that_came_back_is_owed_again_and_paid_anew(owed, cast, as_person):
    paid(cast.fin, owed)
    payment = Payment.objects.get()
    finance = as_person("fin")
    finance.send(page_of("payment_return", payment.pk), {"reason": "The account is closed"})
    owed.refresh_from_db()
    assert owed.state == Claim.State.DECIDED
    assert [each.pence for each in selectors.owed_of([owed.payee_id])] == [460]
    assert "came back to us" in Message.objects.get(subject__contains="came back").body
    own = as_person("amina").get(page_of("claim_detail", owed.pk)).content.decode()
    assert "You still get this money" in own
    of_finance = page_of("payment_detail", payment.pk)
    assert "What it was for is owed again" in finance.get(of_finance).content.decode()
    with pytest.raises(Refused, match="already"):
        services.return_payment(by=cast.fin, payment_id=payment.pk, reason="Again")
    paid(cast.fin, owed)
    assert PaidLine.objects.filter(is_returned=False).count() == 1
    own = as_person("amina").get(page_of("claim_detail", owed.pk)).content.decode()
    assert "It came back to us, and we paid it again." in own
    assert "What it was for was paid again since." in finance.get(of_finance).content.decode()
    assert "Came back" in finance.get(page_of("payment_list")).content.decode()


# --- Who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["amina", "sam", "ivy", "cal", "stella", "ada"])
def test_nobody_but_finance_pays(owed, cast, who):
    with pytest.raises(Refused, match="Ask finance"):
        paid(getattr(cast, who), owed)


def test_who_decided_does_not_pay(amina, cast, as_person):
    claim = a_decided_claim(amina, cast.fin)
    with pytest.raises(Refused, match="A colleague has to mark it paid"):
        paid(cast.fin, claim)
    shown = as_person("fin").get(page_of("payment_owed")).content.decode()
    assert "Amina Yusuf" not in shown
    assert "1 more payee is not listed" in shown


def test_nobody_pays_themselves(cast):
    in_force()
    fin = someone("Fin Ance", account=cast.fin, email="fin@portal.example")
    with pytest.raises(Refused, match="You asked for"):
        paid(cast.fin, a_decided_claim(fin, cast.cal))


def test_finance_sees_codes_and_no_words_of_the_claim(amina, cast, as_person):
    care = bus(
        category="child_care", words="Ada has epilepsy", pence=1200, minutes=60,
        no_receipt_reason="Lost while she was in hospital",
    )  # fmt: skip
    claim = decided(a_claim(amina, care), cast.cal)
    batch = paid(cast.fin, claim)
    finance = as_person("fin")
    pages = [
        page_of("payment_owed"),
        page_of("payment_list"),
        page_of("payment_detail", Payment.objects.get().pk),
        page_of("batch_detail", batch.pk),
        page_of("batch_file", batch.pk),
    ]
    for page in pages:
        shown = finance.get(page).content.decode()
        assert "epilepsy" not in shown
        assert "hospital" not in shown
        assert "Child care" not in shown


# --- Rules ------------------------------------------------------------------------------------


def test_the_day_has_come_and_is_not_before_the_decision(owed, cast):
    with pytest.raises(Refused, match="today or in the past"):
        paid(cast.fin, owed, paid_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="decided later than that"):
        paid(cast.fin, owed, paid_on=days_ago(2))
    with pytest.raises(Refused, match="more than a year"):
        paid(cast.fin, owed, paid_on=days_ago(400))


def test_only_what_was_agreed_is_owed(amina, cast):
    claim = a_claim(amina, bus(), bus(words="Back", pence=300), bus(words="Tea", pence=200))
    first, second, third = claim.lines.order_by("pk")
    decided(claim, cast.cal, pence={second.pk: 100, third.pk: 0})
    assert {line.pk for line in selectors.owed_lines()} == {first.pk, second.pk}
    with pytest.raises(Refused, match=r"comes to £5\.60"):
        paid(cast.fin, claim, pence=760)
    paid(cast.fin, claim, pence=560)
    assert Payment.objects.get().pence == 560


def test_a_claim_with_nothing_agreed_is_never_paid(amina, cast):
    claim = a_claim(amina, bus())
    decided(claim, cast.cal, pence={claim.lines.get().pk: 0})
    with pytest.raises(Refused, match="Nothing is owed"):
        paid(cast.fin, claim, pence=1)


def test_a_correction_that_is_refused_leaves_a_paid_claim_paid(amina, cast):
    claim = a_sent_claim(amina)
    approver("cal", canterbury())
    decide(cast.cal, line_of(claim))
    paid(cast.fin, claim)
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.SENT)
    first = claim.lines.get()
    more = claim.lines.create(
        kind="correction", of_line=first, category=first.category, cost_on=first.cost_on, pence=100
    )
    decide(cast.cal, more, "refuse")
    claim.refresh_from_db()
    assert claim.state == Claim.State.PAID


def test_what_is_later_than_promised_is_found(amina, cast):
    a_decided_claim(amina, cast.cal, at=timezone.now() - timedelta(days=40))
    ben = someone("Ben", account=cast.ben, email="ben@portal.example")
    a_decided_claim(ben, cast.cal)
    late = selectors.owed_sums()
    assert (late["pence"], late["late"], late["payees"]) == (920, 460, 2)


def test_a_supplier_number_is_kept_and_two_writers_see_each_other(owed, cast, as_person):
    payee = owed.payee
    as_person("fin").send(
        page_of("payee_supplier", payee.pk), {"number": "S-204", "version": payee.version}
    )
    payee.refresh_from_db()
    assert payee.supplier_number == "S-204"
    which = {"by": cast.fin, "payee_id": payee.pk, "number": "S-1"}
    with pytest.raises(Stale):
        services.set_supplier_number(**which, expected=payee.version - 1)
    with pytest.raises(Refused, match="Ask finance"):
        services.set_supplier_number(**{**which, "by": cast.ivy}, expected=payee.version)


# --- The file ---------------------------------------------------------------------------------


def test_the_file_has_codes_pounds_and_a_control_total(amina, cast, as_person):
    claim = a_claim(amina, bus(), bus(words="Back", pence=305))
    Payee.objects.filter(pk=claim.payee_id).update(supplier_number="S-9")
    decided(claim, cast.cal)
    batch = paid(cast.fin, claim)
    answer = as_person("fin").get(page_of("batch_file", batch.pk))
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    payment = Payment.objects.get()
    refs = " ".join(f"{claim.reference}-{line.pk}" for line in claim.lines.order_by("pk"))
    assert lines[1] == [
        payment.reference, "Amina Yusuf", "S-9", "bank", "7.65", claim.cost_centre, "", refs,
    ]  # fmt: skip
    assert lines[-1] == ["Control total", "", "", "", "7.65", "", "", "1"]
    assert fingerprint(answer.content) == batch.digest
    batch.refresh_from_db()
    assert batch.taken_by == cast.fin


def test_a_name_that_is_a_formula_is_defused(cast, as_person):
    in_force()
    amina = someone("=cmd|'/C calc'!A0", account=cast.amina, email="amina@portal.example")
    batch = paid(cast.fin, a_decided_claim(amina, cast.cal))
    text = as_person("fin").get(page_of("batch_file", batch.pk)).content.decode()
    assert "\"'=cmd" in text


# --- The database keeps it --------------------------------------------------------------------


def refused_by_the_database(match: str, write) -> None:
    with pytest.raises((InternalError, IntegrityError), match=match):
        _written(write)


@transaction.atomic
def _written(write) -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def a_batch(by, pence: int, count: int = 1) -> Batch:
    return Batch.objects.create(
        way="bank", paid_on=days_ago(0), reference="X", pence=pence, payment_count=count,
        digest="0" * 64, marked_by=by,
    )  # fmt: skip


def pay_past_the_rules(by, claim, pence: int = 460, total: int = 460, payee=None) -> None:
    payment = Payment.objects.create(
        batch=a_batch(by, total), payee=payee or claim.payee, pence=pence
    )
    PaidLine.objects.create(payment=payment, line=claim.lines.first(), pence=pence)


def test_the_database_pays_a_line_once(owed, cast):
    paid(cast.fin, owed)
    refused_by_the_database("paid_line_once", lambda: pay_past_the_rules(cast.fin, owed))


def test_the_database_refuses_who_decided_who_asked_and_other_sums(owed, cast):
    refused_by_the_database("who asked", lambda: pay_past_the_rules(cast.cal, owed))
    refused_by_the_database("who asked", lambda: pay_past_the_rules(cast.amina, owed))
    refused_by_the_database("what is owed", lambda: pay_past_the_rules(cast.fin, owed, 461, 461))
    refused_by_the_database("control total", lambda: pay_past_the_rules(cast.fin, owed, total=461))
    ben = someone("Ben", account=cast.ben, email="ben@portal.example")
    other = Payee.objects.create(person=ben)
    refused_by_the_database("what is owed", lambda: pay_past_the_rules(cast.fin, owed, payee=other))


def test_the_database_keeps_what_was_paid_as_it_was(owed, cast):
    paid(cast.fin, owed)
    payment = Payment.objects.get()
    rows = (Batch.objects, Payment.objects, PaidLine.objects)
    for row in rows:
        refused_by_the_database("not edited", lambda row=row: row.update(pence=1))
        refused_by_the_database("Cannot delete", lambda row=row: row.all()._raw_delete("default"))
    line = PaidLine.objects
    refused_by_the_database("not edited", lambda: line.update(is_returned=True))
    services.return_payment(by=cast.fin, payment_id=payment.pk, reason="Closed")
    refused_by_the_database("not edited", lambda: Payment.objects.update(returned_at=None,
                            returned_by=None, return_reason=""))  # fmt: skip


# --- How many queries -------------------------------------------------------------------------


def counted(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["payment_owed", "payment_list"])
def test_the_lists_ask_as_much_for_many_as_for_one(amina, cast, as_person, name):
    finance, counts = as_person("fin"), []
    session, made = attended(amina), 0
    for rows in (1, 25, 100):
        while made < rows:
            made += 1
            person = someone(f"Person {made}", account=None)
            claim = Claim.objects.create(
                person=person,
                payee=Payee.objects.create(person=person),
                session=session,
                activity=session.activity,
                sent_at=timezone.now(),
                decide_by=timezone.localdate(),
                state=Claim.State.SENT,
            )
            claim.lines.create(category="public_transport", cost_on=days_ago(3), pence=100)
            decided(claim, cast.cal)
            if name == "payment_list":
                paid(cast.fin, claim)
        counts.append(counted(finance, f"{page_of(name)}?per_page=100"))
    assert len(set(counts)) == 1
