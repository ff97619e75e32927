"""Paper forms with a reference of their own, and letters to those whom staff entered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.facts.joining import answer_rows
from community.forms import entries as forms
from community.models import Letter, PaperBatch
from community.paper import CannotSet, pdf_of, sheets
from community.rules.entries import paper_blocker
from community.rules.people import ENTER
from community.selectors import paper as selectors
from community.selectors.joining import offered
from community.services import entries as services
from community.services.needs import note_needs_look
from community.services.people import note_looks
from community.tables.paper import BATCHES, LETTERS
from core.access import public, requires
from core.pages import submit, submit_page
from core.tables import render_list

A4 = PaperBatch.Size.A4
# So many letters, the oldest, can be ticked off by one press.
MOST_TICKED = 50


def _pdf_or_page(
    request: HttpRequest, source: str, data: dict[str, Any], name: str, page: str
) -> HttpResponse:
    """A PDF; where its fonts lack a script, the page to print serves instead."""
    try:
        content = pdf_of(source, data)
    except CannotSet:
        messages.info(
            request, _("Some writing here is not in our PDF fonts. Print this page instead.")
        )
        return redirect(page)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _form_context(size: str, references: Sequence[str]) -> dict[str, Any]:
    """A form as a page to print, in the same words as the PDF."""
    return sheets.form_data(size, references, offered())


def _size(request: HttpRequest) -> str:
    size = request.GET.get("size", "")
    return size if size in PaperBatch.Size.values else A4


@public
def join_paper(request: HttpRequest) -> HttpResponse:
    """The form to print at home; it has no reference."""
    return render(request, "community/join_paper.html", _form_context(_size(request), []))


@public
def join_paper_pdf(request: HttpRequest) -> HttpResponse:
    """The same as PDF, in ordinary or large print."""
    size = _size(request)
    page = f"{reverse('join:join_paper')}?size={size}"
    return _pdf_or_page(request, "form.typ", _form_context(size, []), "join-us", page)


@requires(ENTER)
def paper_list(request: HttpRequest) -> HttpResponse:
    """Forms that were printed, and how many came back."""
    return render_list(
        request, BATCHES, selectors.batches(), None, "community/paper_list.html", may_download=False
    )


@requires(ENTER)
def paper_add(request: HttpRequest) -> HttpResponse:
    """Make forms, each with its own reference."""
    form = forms.PaperAddForm(request.POST or None, initial={"size": A4})
    return submit_page(
        request,
        form,
        "community/paper_add.html",
        lambda: services.print_forms(by=request.user, **form.cleaned_data),
        then=lambda batch: reverse("community:paper_detail", args=[batch.pk]),
    )


@requires(ENTER)
def paper_detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One batch: to print, and what came back."""
    batch = selectors.find_batch(batch_id)
    return render(request, "community/paper_detail.html", {"batch": batch})


@requires(ENTER)
def paper_print(request: HttpRequest, batch_id: int) -> HttpResponse:
    """A batch as a page to print."""
    batch = selectors.find_batch(batch_id)
    context = _form_context(batch.size, selectors.references_of(batch))
    return render(request, "community/paper_print.html", {**context, "batch": batch})


@requires(ENTER)
def paper_pdf(request: HttpRequest, batch_id: int) -> HttpResponse:
    """A batch as PDF."""
    batch = selectors.find_batch(batch_id)
    data = _form_context(batch.size, selectors.references_of(batch))
    page = reverse("community:paper_print", args=[batch.pk])
    return _pdf_or_page(request, "form.typ", data, f"forms-{batch.pk}", page)


@requires(ENTER)
def paper_find(request: HttpRequest) -> HttpResponse:
    """A form came back: find it by its reference, where the code cannot be read."""
    form = forms.PaperFindForm(request.GET if "reference" in request.GET else None)
    if form.is_valid():
        paper = selectors.find_paper(form.cleaned_data["reference"])
        if paper is not None:
            return redirect("community:paper_open", paper.reference)
        form.add_error("reference", "There is no form with this reference. Check each letter")
    return render(request, "community/paper_find.html", {"form": form})


@requires(ENTER)
def paper_open(request: HttpRequest, reference: str) -> HttpResponse:
    """What the code on a form opens: type it in, or who did."""
    paper = selectors.find_paper(reference)
    if paper is None:
        return redirect(f"{reverse('community:paper_find')}?reference={reference[:12]}")
    typing = selectors.typing_of(paper)
    reason = paper_blocker(request.user, is_used=paper.used_at is not None, typing=typing)
    return submit_page(
        request,
        forms.PaperOpenForm(request.POST or None),
        "community/paper_open.html",
        lambda: services.begin_entry(by=request.user, way_in="paper", paper_id=paper.pk),
        then=lambda row: reverse("community:entry_step", args=[row.pk, "who"]),
        context={"paper": paper, "reason": reason, "typing": typing},
    )


@requires(ENTER)
def letter_list(request: HttpRequest) -> HttpResponse:
    """Letters to print, and to post or hand over; those that went out are ticked off together."""
    rows = selectors.letters_for(request.user)
    oldest = list(rows[:MOST_TICKED])
    form = forms.LettersFinishForm(oldest, request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.finish_new_letters(
                by=request.user, letter_ids=form.cleaned_data["letters"]
            ),
            then=lambda _count: reverse("community:letter_list"),
            said="The letters are ticked off, with your name.",
        )
        if done:
            return done
    context = {"form": form, "oldest": oldest, "is_more": len(oldest) == MOST_TICKED}
    return render_list(
        request, LETTERS, rows, None, "community/letter_list.html", context, may_download=False
    )


@requires(ENTER)
def letter_detail(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter as a page to print, and to tick off when it went out."""
    letter = selectors.find_letter(request.user, letter_id)
    return submit_page(
        request,
        forms.LetterFinishForm(request.POST or None),
        "community/letter_detail.html",
        lambda: services.finish_letter(by=request.user, letter_id=letter.pk),
        then=lambda _done: reverse("community:letter_list"),
        context={"letter": letter, "person": letter.person, "data": _letter(request, letter, A4)},
        said="The letter is ticked off.",
    )


@requires(ENTER)
def letter_pdf(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter as PDF."""
    letter = selectors.find_letter(request.user, letter_id)
    data = _letter(request, letter, _size(request))
    page = reverse("community:letter_detail", args=[letter.pk])
    return _pdf_or_page(request, "letter.typ", data, f"letter-{letter.pk}", page)


def _letter(request: HttpRequest, letter: Letter, size: str) -> dict[str, Any]:
    """What the letter says; who reads in it what they did not just write down is noted."""
    person = letter.person
    if letter.made_by_id != request.user.pk or letter.sent_at is not None:
        note_looks(by=request.user, people=[person])
    needs = selectors.needs_in_letter(letter, request.user)
    if needs and letter.made_by_id != request.user.pk:
        note_needs_look(by=request.user, person=person)
    answers = selectors.answers_of(person, needs)
    rows = answer_rows(answers, selectors.names_of(person), email=person.email)
    code = "" if person.account_id else selectors.code_for(person)
    return sheets.letter_data(person.name, person.address, rows, code, person.pk, size=size)
