"""Pages about records that may be of one person: compare, join, take apart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from community.forms import merging as forms
from community.rules.merging import undo_merge_blocker
from community.rules.people import ENTER, KEEP
from community.selectors.doubles import doubles_to_review, likely_doubles, told_to
from community.selectors.joining import typed_so_far
from community.selectors.merging import changed_since, find_merge, sides
from community.selectors.people import find_person
from community.selectors.person_page import doubles_of
from community.services import merging as services
from community.services.people import note_looks
from community.tables.people import reference
from community.views.people import page_of
from core.access import requires
from core.pages import submit_page


@requires(KEEP)
def double_review(request: HttpRequest) -> HttpResponse:
    """Pairs of records that look alike, to decide of each: one person, or two."""
    return render(request, "community/double_review.html", {"review": doubles_to_review()})


@requires(ENTER)
@require_POST
def double_check(request: HttpRequest) -> HttpResponse:
    """Whether somebody being entered is there already: asked by a script while they type."""
    other = request.POST.get("other_than", "")
    found = likely_doubles(
        **typed_so_far(request.user, request.POST),
        other_than=int(other) if other.isascii() and other.isdigit() and len(other) < 10 else None,
    )
    context = {"told": told_to(request.user, found)}
    return render(request, "community/_doubles.html", context)


@requires(KEEP)
def double_dismiss(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Say that two records are of two people."""
    person, second = find_person(request.user, pk), find_person(request.user, other)
    return submit_page(
        request,
        forms.TellApartForm(request.POST or None),
        "community/double_dismiss.html",
        lambda: services.tell_apart(by=request.user, person_id=pk, other_id=other),
        then=lambda _row: reverse("community:double_review"),
        context={"person": person, "other": second},
        said="It is remembered: these are two people.",
    )


@requires(KEEP)
def person_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the other record of the same person."""
    person = find_person(request.user, pk)
    form = forms.JoinForm(request.GET if "other" in request.GET else None)
    if form.is_bound and form.is_valid():
        other = find_person(request.user, form.cleaned_data["other"])
        return HttpResponseRedirect(reverse("community:merge_add", args=[person.pk, other.pk]))
    context = {"person": person, "form": form, "doubles": doubles_of(person)}
    return render(request, "community/person_join.html", context)


@requires(KEEP)
def merge_add(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two records beside each other; one becomes an alias of the other."""
    kept, gone = find_person(request.user, pk), find_person(request.user, other)
    note_looks(by=request.user, people=[kept, gone])
    beside = sides(kept, gone)
    form = forms.MergeForm(
        request.POST or None,
        version=kept.version,
        initial={"gone_version": gone.version},
        sides=beside,
        accounts=_accounts(kept, gone),
    )
    return submit_page(
        request,
        form,
        "community/merge_add.html",
        lambda: services.merge_people(
            by=request.user,
            kept_id=pk,
            gone_id=other,
            chosen=form.chosen,
            account=form.cleaned_data.get("account", ""),
            expected=(form.expected_version, form.cleaned_data["gone_version"]),
        ),
        then=lambda merge: page_of(merge.kept),
        context={
            "kept": kept,
            "gone": gone,
            "sides": [side for side in beside if not side.is_asked and (side.kept or side.gone)],
            "references": (reference(kept.pk), reference(gone.pk)),
        },
        said="The two records are one now. You can take them apart again.",
    )


def _accounts(kept: Any, gone: Any) -> tuple[str, str] | None:
    """The addresses both sign in with, if both can."""
    if kept.account and gone.account:
        return kept.account.email, gone.account.email
    return None


@requires(KEEP)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take two records apart again."""
    merge = find_merge(pk)
    is_moved_on = merge.gone.merged_into_id != merge.kept_id
    context = {
        "merge": merge,
        "changed": changed_since(merge),
        "why_not": undo_merge_blocker(
            request.user, is_undone=merge.undone_at is not None, is_moved_on=is_moved_on
        ),
    }
    return submit_page(
        request,
        forms.UndoMergeForm(request.POST or None),
        "community/merge_undo.html",
        lambda: services.undo_merge(by=request.user, merge_id=pk),
        then=lambda row: page_of(row.kept),
        context=context,
        said="These are two records again.",
    )
