"""Forms of a claim: where it starts, each cost, its receipts, who is paid, and sending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.forms.policy import TRAVELLED_BY
from claims.models import Category, Claim, Line, Payee, Question
from claims.rules.claims import BY_THE_HOUR
from claims.services.lines import LineEntry
from claims.services.receipts import TAKES
from core.fields import DateField, Radios
from core.files.fields import UploadsField
from core.forms import PortalForm
from core.money import PoundsField

ELSE = "else"
MOST_AT_ONCE = 10
NOT_SORTED = "none"
OF_JOURNEY = ("vehicle", "from_place", "to_place", "miles", "passengers")


class ClaimStartForm(PortalForm):
    """For what a claim is: something somebody came to, or something else."""

    submit_text = _("Continue")
    reveals = {"what": {ELSE: ["purpose"]}}

    what = forms.ChoiceField(label=_("What is your claim for?"), widget=Radios)
    purpose = forms.CharField(
        label=_("What was it?"),
        max_length=200,
        help_text=_("For example: I met the team to plan the garden group"),
    )

    def __init__(self, *args: Any, sessions: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(key, label) for key, label, _hint in sessions]
        self.fields["what"].choices = [*pairs, (ELSE, _("Something else"))]
        self.fields["what"].widget.hints = {key: hint for key, _label, hint in sessions}

    @property
    def entry(self) -> dict[str, Any]:
        """What `start_claim` takes from this form."""
        said = self.cleaned_data
        if said["what"] == ELSE:
            return {"purpose": said["purpose"]}
        return {"session_id": int(said["what"])}


class LineForm(PortalForm):
    """One cost: only what has to be asked of its sort, all at once or some of it."""

    submit_text = _("Save")
    controls = {
        "amount": {"width": 5, "prefix": "£"},
        "miles": {"width": 4},
        "passengers": {"width": 2},
        "hours": {"width": 4},
    }

    cost_on = DateField(
        label=_("Which day was it?"),
        called=_("The day"),
        latest=timezone.localdate,
        help_text=_("For example, 1 3 2026"),
    )
    vehicle = forms.ChoiceField(
        label=_("How did you travel?"), choices=TRAVELLED_BY, widget=Radios(inline=True)
    )
    from_place = forms.CharField(
        label=_("Where did you start?"),
        max_length=120,
        help_text=_("A postcode or the name of the place"),
    )
    to_place = forms.CharField(label=_("Where did you go?"), max_length=120)
    miles = forms.DecimalField(
        label=_("How many miles, there and back?"),
        min_value=Decimal("0.1"),
        max_value=1_000,
        decimal_places=1,
    )
    passengers = forms.IntegerField(
        label=_("How many people did you take with you?"),
        min_value=0,
        max_value=8,
        required=False,
        help_text=_("Only people who came to take part too"),
    )
    hours = forms.DecimalField(
        label=_("How many hours was it for?"),
        min_value=Decimal("0.1"),
        max_value=168,
        decimal_places=2,
        help_text=_("For example, 2.5"),
    )
    amount = PoundsField(
        label=_("How much did you pay?"), help_text=_("In pounds and pence, for example 4.50")
    )
    words = forms.CharField(
        label=_("What was it?"),
        max_length=300,
        required=False,
        help_text=_("A few words, for example: bus 7 from the station and back"),
    )
    no_receipt_reason = forms.CharField(
        label=_("If you have no receipt, tell us why"),
        max_length=300,
        required=False,
        help_text=_(
            "Leave this empty if you have it. You add it on the next page. "
            "Without one, a second person looks at it too."
        ),
    )

    is_paper_kept = forms.BooleanField(
        label="I have the receipt here on paper and keep it with the form", required=False
    )

    def __init__(self, *args: Any, category: str, is_entered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        is_mileage = category == Category.MILEAGE
        left_out = {"amount", "no_receipt_reason", "words"} if is_mileage else set(OF_JOURNEY)
        if is_mileage or not is_entered:
            left_out.add("is_paper_kept")
        if category not in BY_THE_HOUR:
            left_out.add("hours")
        for name in left_out:
            del self.fields[name]
        if category in (Category.OTHER, Category.TRAINING):
            self.fields["words"].required = True

    @property
    def entry(self) -> LineEntry:
        """What the services take from this form."""
        said = self.cleaned_data
        miles, hours = said.get("miles"), said.get("hours")
        return LineEntry(
            category=self.category,
            cost_on=said.get("cost_on"),
            words=said.get("words", ""),
            pence=said.get("amount"),
            vehicle=said.get("vehicle", ""),
            from_place=said.get("from_place", ""),
            to_place=said.get("to_place", ""),
            tenths=int(miles * 10) if miles else None,
            passengers=said.get("passengers"),
            minutes=round(hours * 60) if hours else None,
            no_receipt_reason=said.get("no_receipt_reason", ""),
            is_paper_kept=said.get("is_paper_kept"),
        )


class LineQuestionForm(LineForm):
    """Some of what is asked of a cost; the rest is asked on other pages."""

    submit_text = _("Save and continue")

    def __init__(self, *args: Any, only: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(only):
            del self.fields[name]

    @property
    def question(self) -> str:
        """What the page asks, for its title."""
        return str(next(iter(self.fields.values())).label)

    @property
    def answers(self) -> dict[str, Any]:
        """The columns that this page answers."""
        columns = {
            "miles": "tenths",
            "hours": "minutes",
            "amount": "pence",
        }
        entry = asdict(self.entry)
        return {name: entry[name] for name in (columns.get(each, each) for each in self.fields)}


def line_initial(line: Line) -> dict[str, Any]:
    """What the form starts with when a cost is changed."""
    return {
        "cost_on": line.cost_on,
        "vehicle": line.vehicle,
        "from_place": line.from_place,
        "to_place": line.to_place,
        "miles": Decimal(line.tenths) / 10 if line.tenths else None,
        "passengers": line.passengers,
        "hours": (Decimal(line.minutes) / 60).quantize(Decimal("0.01")) if line.minutes else None,
        "amount": line.pence,
        "words": line.words,
        "no_receipt_reason": line.no_receipt_reason,
        "is_paper_kept": line.is_paper_kept,
    }


def new_line_initial(claim: Claim, last: Line | None) -> dict[str, Any]:
    """What a new cost starts with: the day of the session, and the way to it."""
    held_on = claim.session.held_on if claim.session else None
    return way_initial(claim, last) | {"cost_on": held_on}


def way_initial(claim: Claim, last: Line | None) -> dict[str, Any]:
    """The way gone last time; to another place only how and from where, with that place."""
    initial = {name: line_initial(last)[name] for name in OF_JOURNEY} if last else {}
    venue = claim.session.venue if claim.session else None
    before = last.claim.session if last else None
    if venue is None or (before and before.venue_id == venue.pk):
        return initial
    return {name: initial.get(name) for name in ("vehicle", "from_place")} | {
        "to_place": venue.name
    }


class _OfLines(PortalForm):
    """Asks to which cost something belongs."""

    line = forms.ChoiceField(label=_("What is it for?"), widget=Radios)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [*lines, (NOT_SORTED, _("I say that later"))]

    @property
    def line_id(self) -> int | None:
        """The chosen cost."""
        chosen = self.cleaned_data.get("line") or NOT_SORTED
        return None if chosen == NOT_SORTED else int(chosen)


class ReceiptsForm(_OfLines):
    """Photos or files of receipts, several in one go."""

    submit_text = _("Add")

    photos = UploadsField(
        label=_("Take a photo or choose files"),
        takes=TAKES,
        most=MOST_AT_ONCE,
        help_text=_("%(takes)s each. You can choose up to %(most)s at once.")
        % {"takes": TAKES.words, "most": MOST_AT_ONCE},
    )
    field_order = ["photos", "line"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].label = _("What are they for?")
        if len(self.fields["line"].choices) <= 2:
            del self.fields["line"]


class AnswerForm(PortalForm):
    """The answer to what was asked, with the right amount and more receipts where they help."""

    submit_text = _("Send my answer")
    controls = {"pence": {"width": 5, "prefix": "£"}, "miles": {"width": 4}}

    # Which question it answers, should another be asked meanwhile.
    question = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    pence = PoundsField(
        label=_("The right amount"),
        required=False,
        help_text=_("Only if the amount was wrong. For example 4.50"),
    )
    miles = forms.DecimalField(
        label=_("The right number of miles, there and back"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=1_000,
        decimal_places=1,
        help_text=_("Only if the miles were wrong"),
    )
    photos = UploadsField(
        label=_("Photos or files"), takes=TAKES, most=MOST_AT_ONCE, required=False
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, initial={"question": question.pk}, **kwargs)
        is_mileage = question.line.category == Category.MILEAGE
        for name in ("pence", "photos") if is_mileage else ("miles",):
            del self.fields[name]

    @property
    def entry(self) -> dict[str, Any]:
        """What `answer_question` takes from this form."""
        said = self.cleaned_data
        miles, photos = said.get("miles"), said.get("photos")
        return {
            "question_id": said["question"],
            "answer": said["answer"],
            "pence": said.get("pence"),
            "tenths": int(miles * 10) if miles else None,
            "uploads": photos.uploads if photos else (),
        }


class ReceiptSortForm(_OfLines):
    """To which cost a receipt belongs."""

    submit_text = _("Save")


class PayeeForm(PortalForm):
    """Who gets the money, and how."""

    submit_text = _("Save")

    kind = forms.ChoiceField(label=_("Who do we pay?"), choices=Payee.Kind.choices, widget=Radios)
    # One box for all who are not the person themselves; the rule asks for it.
    name = forms.CharField(
        label=_("What is their name?"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty if we pay you"),
    )
    way = forms.ChoiceField(label=_("How?"), choices=Payee.Way.choices, widget=Radios)


class ClaimSendForm(PortalForm):
    """The last step; why it comes late, where it does."""

    submit_text: Any = _("Send my claim")

    late_reason = forms.CharField(
        label=_("Why does it come late?"),
        max_length=300,
        help_text=_("A few words are enough. We may still pay."),
    )

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["late_reason"]


class ClaimWithdrawForm(PortalForm):
    """Take it back."""

    submit_text = _("Take my claim back")


class ClaimDropForm(PortalForm):
    """Throw it away."""

    submit_text = _("Delete this claim")


class LineRemoveForm(PortalForm):
    """Take a cost out."""

    submit_text = _("Remove this cost")


class ReceiptRemoveForm(PortalForm):
    """Take a receipt away."""

    submit_text = _("Remove this receipt")
