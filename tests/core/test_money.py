"""Money as people type it, and as it is shown."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from core.forms import PortalForm
from core.money import PoundsField, pounds
from tests.core.workshop_form import drawn


class Cost(PortalForm):
    amount = PoundsField(label="Amount")
    tip = PoundsField(label="How much was the tip?", least=0, most=500, required=False)


def typed(amount: str, tip: str = "") -> Cost:
    return Cost({"amount": amount, "tip": tip})


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("12.50", 1250),
        ("£12.50", 1250),
        ("12", 1200),
        (" £ 12 ", 1200),
        ("12.5", 1250),
        ("12.", 1200),
        ("0.01", 1),
        ("50p", 50),
        ("1,200.05", 120_005),
        ("12.500", 1250),
        ("10000", 1_000_000),
    ],
)
def test_an_amount_may_be_typed_as_people_write_it(text: str, pence: int) -> None:
    form = typed(text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == pence


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Enter amount"),
        ("-5", "Amount cannot be less than nothing"),
        ("£-5", "Amount cannot be less than nothing"),
        ("\u22125.00", "Amount cannot be less than nothing"),
        ("(5.00)", "Amount cannot be less than nothing"),
        ("0", "Amount must be more than £0"),
        ("0.00", "Amount must be more than £0"),
        ("12.505", "Amount must be in whole pence, like 12.50"),
        ("10000.01", "Amount must be £10,000 or less"),
        ("999999999", "Amount must be £10,000 or less"),
        ("9" * 30, "Amount must be an amount of money, like 12.50"),
        ("1e5", "Amount must be an amount of money, like 12.50"),
        ("NaN", "Amount must be an amount of money, like 12.50"),
        ("twelve", "Amount must be an amount of money, like 12.50"),
        ("12,50", "Amount must be an amount of money, like 12.50"),
        ("1,2", "Amount must be an amount of money, like 12.50"),
        ("£5p", "Amount must be an amount of money, like 12.50"),
        ("4.5p", "Amount must be an amount of money, like 12.50"),
        ("٣", "Amount must be an amount of money, like 12.50"),
    ],
)
def test_what_is_no_amount_is_refused_in_plain_words(text: str, message: str) -> None:
    form = typed(text)
    assert form.errors["amount"] == [message]
    assert message in drawn(form).cssselect(".nhsuk-error-summary")[0].text_content()


def test_a_question_is_named_by_its_words_and_an_empty_box_is_none() -> None:
    assert typed("1", "6").errors["tip"] == [
        "Your answer to “How much was the tip?” must be £5 or less"
    ]
    form = typed("1", "")
    assert form.is_valid()
    assert form.cleaned_data["tip"] is None
    assert typed("1", "0").is_valid()


def test_a_stored_amount_is_shown_as_it_is_typed_with_a_number_pad() -> None:
    box = drawn(Cost(initial={"amount": 1205})).cssselect("#id_amount")[0]
    assert (box.get("value"), box.get("inputmode")) == ("12.05", "decimal")


def test_the_same_amount_written_another_way_is_no_change() -> None:
    field: forms.Field = Cost().fields["amount"]
    assert not field.has_changed(500, "£5")
    assert field.has_changed(500, "5.01")
    assert field.has_changed(500, "five")


@pytest.mark.parametrize(
    ("pence", "words"),
    [
        (0, "£0"),
        (45, "£0.45"),
        (1200, "£12"),
        (1205, "£12.05"),
        (1_000_000, "£10,000"),
        (-150, "-£1.50"),
    ],
)
def test_an_amount_is_shown_as_people_write_it(pence: int, words: str) -> None:
    assert pounds(pence) == words


@given(st.integers(1, 1_000_000))
def test_what_is_shown_is_read_back_as_the_same_pence(pence: int) -> None:
    assert PoundsField(label="Amount").clean(pounds(pence)) == pence
