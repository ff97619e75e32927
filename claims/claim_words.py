"""A claim in words: its title, each cost, and what happened with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.line_steps import first_open
from claims.models import Category, Claim, Decision, Line, Payee, Question, Receipt
from claims.reason_words import said
from claims.selectors.claims import Attended, LineCheck
from core.files.selectors import given_blocker
from core.models import StoredFile
from core.money import pounds

UNFINISHED = gettext_lazy("This is not finished.")
STEPS = {
    "started": gettext_lazy("You started it"),
    "sent": gettext_lazy("You sent it"),
    "asked": gettext_lazy("We asked you a question"),
    "answered": gettext_lazy("You answered"),
    "closed": gettext_lazy("We went on without your answer"),
    "decided": gettext_lazy("We decided"),
    "withdrawn": gettext_lazy("You took it back"),
}


def title_of(claim: Claim) -> str:
    """For what a claim is."""
    if claim.activity:
        return claim.activity.title
    return claim.purpose


def line_words(line: Line) -> str:
    """One cost in a sentence."""
    said = [f"{line.cost_on:%-d %B %Y}"] if line.cost_on else []
    if line.category == Category.MILEAGE and line.tenths:
        way = _("%(start)s to %(end)s, %(miles)s miles by %(vehicle)s")
        said.append(
            way
            % {
                "start": line.from_place,
                "end": line.to_place,
                "miles": f"{line.tenths / 10:g}",
                "vehicle": line.get_vehicle_display().lower(),
            }
        )
    if line.words:
        said.append(line.words)
    return ", ".join(said)


def line_label(line: Line) -> str:
    """One cost in a list of choices."""
    amount = pounds(line.pence or 0)
    return f"{line.get_category_display()}, {amount}"


def proof_of(check: LineCheck) -> str:
    """What proves a cost so far."""
    count = check.receipts
    if count:
        return ngettext("%(n)s receipt.", "%(n)s receipts.", count) % {"n": count}
    if check.line.is_paper_kept:
        return _("The receipt is kept on paper.")
    if check.line.no_receipt_reason:
        return _("No receipt: %(why)s") % {"why": check.line.no_receipt_reason}
    return ""


def line_rows(checks: Iterable[LineCheck]) -> Iterator[dict[str, Any]]:
    """The costs of a claim, each with its amount, its proof and what is wanting."""
    for check in checks:
        yield {
            "line": check.line,
            "label": check.line.get_category_display(),
            "amount": pounds(check.line.pence or 0),
            "words": line_words(check.line),
            "proof": proof_of(check),
            "faults": (UNFINISHED,) if (question := first_open(check.line)) else check.faults,
            "notes": () if question else check.notes,
            "question": question,
        }


def receipt_name(receipt: Receipt) -> str:
    """A receipt as people know it."""
    return _("Receipt %(place)s") % {"place": receipt.place}


def payee_words(claim: Claim) -> str:
    """Who is paid, and how."""
    payee = claim.payee
    who = _("You") if payee.kind == Payee.Kind.SELF else payee.name
    return f"{who}: {payee.get_way_display()}"


def list_rows(claims: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The list of one's own claims."""
    for claim in claims:
        yield {
            "claim": claim,
            "title": title_of(claim),
            "href": reverse("claims:claim_detail", args=[claim.pk]),
            "asked": pounds(claim.asked_pence),
            "agreed": "" if claim.agreed_pence is None else pounds(claim.agreed_pence),
            "to_do": to_do(claim),
        }


def money_words(day: date | None) -> str:
    """What the person does once money is on its way."""
    if day is None:
        return ""
    return _("You need do nothing. You get the money by %(day)s.") % {"day": f"{day:%-d %B %Y}"}


def to_do(claim: Claim) -> str:
    """What the person does next with a claim."""
    if claim.state == Claim.State.DRAFT:
        return _("Finish it and send it.")
    if claim.state == Claim.State.ASKED:
        return _("Answer our question. Then you get a new day by which we decide.")
    if claim.state == Claim.State.SENT and claim.decide_by:
        return _("You need do nothing. You get an answer by %(day)s.") % {
            "day": f"{claim.decide_by:%-d %B %Y}"
        }
    return ""


def start_choices(attended: Iterable[Attended]) -> list[tuple[str, str, str]]:
    """Sessions to start from: key, words, and what there is already."""
    return [
        (
            str(each.session.pk),
            f"{each.session.activity.title}, {each.session.when_words}",
            _("You have a claim for this: %(reference)s, %(state)s")
            % {
                "reference": each.claim.reference,
                "state": each.claim.get_state_display().lower(),
            }
            if each.claim
            else "",
        )
        for each in attended
    ]


def sent_rows(
    lines: Iterable[Line],
    decisions: Mapping[int, Sequence[Decision]],
    questions: Mapping[int, Sequence[Question]],
) -> Iterator[dict[str, Any]]:
    """The costs of a claim that was sent, each with what became of it and why."""
    for line in lines:
        agreed = ""
        if line.decided_pence:
            agreed = _("We pay %(amount)s") % {"amount": pounds(line.decided_pence)}
        final = next((each for each in decisions.get(line.pk, ()) if each.is_final), None)
        yield {
            "line": line,
            "label": line.get_category_display(),
            "amount": pounds(line.pence or 0),
            "words": line_words(line),
            "proof": ". ".join(filter(None, (line.get_state_display(), agreed))),
            "why": said(final) if final else "",
            "questions": [
                {"asked": said(each), "answer": each.answer}
                for each in questions.get(line.pk, ())
                if each.answer
            ],
        }


def desk_words(claim: Claim) -> str:
    """Who has a claim that waits."""
    if claim.state not in (Claim.State.SENT, Claim.State.ASKED):
        return ""
    where = claim.service.name if claim.service else ""
    if claim.holder is None:
        return _("It waits for the next person who is free.")
    name = claim.holder.display_name.split()[0]
    if where:
        return _("%(name)s has it, who decides for %(where)s.") % {"name": name, "where": where}
    return _("%(name)s has it.") % {"name": name}


def question_words(question: Question) -> dict[str, Any]:
    """What was asked, and about which cost."""
    return {"asked": said(question), "label": line_label(question.line)}


def is_unscanned(receipt: Receipt) -> bool:
    """Whether nothing has looked for viruses in it: whoever opens it should know."""
    return bool(receipt.file and receipt.file.scan_state == StoredFile.ScanState.UNSCANNED)


def receipt_rows(receipts: Iterable[Receipt]) -> Iterator[dict[str, Any]]:
    """The receipts of a claim, each with its cost, and why it cannot be opened, if so."""
    for receipt in receipts:
        yield {
            "receipt": receipt,
            "name": receipt_name(receipt),
            "file": receipt.file.name if receipt.file else _("not kept any more"),
            "line": line_label(receipt.line) if receipt.line else "",
            "blocker": given_blocker(receipt.file) if receipt.file else None,
            "is_unscanned": is_unscanned(receipt),
        }
