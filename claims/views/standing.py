"""Pages of approvers: whom they know, who is away, and how the work is shared."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from claims import claim_words as words
from claims.forms import standing as forms
from claims.rules import standing as rules
from claims.selectors import standing as selectors
from claims.services import standing as services
from claims.services.desks import share_out
from core import pages
from core.access import requires


@requires(rules.DECIDE)
def interest_declare(request: HttpRequest, claim_id: int) -> HttpResponse:
    """I know this person: their claims go to somebody else."""
    if again := pages.sent_before(request):
        return again
    claim = selectors.find_claim_to_decide(request.user, claim_id)
    form = forms.InterestForm(request.POST or None)
    return pages.submit_page(
        request,
        form,
        "claims/interest_declare.html",
        lambda: services.declare_interest(by=request.user, claim_id=claim_id, **form.cleaned_data),
        then=lambda _row: reverse("claims:interest_list"),
        context={"claim": claim, "title": words.title_of(claim)},
        said="Thank you. Their claims are not on your desk any more.",
    )


@requires(rules.DECIDE)
def interest_list(request: HttpRequest) -> HttpResponse:
    """The people I said I know."""
    rows = selectors.own_interests(request.user)
    return render(request, "claims/interest_list.html", {"rows": rows})


@requires(rules.DECIDE)
def interest_end(request: HttpRequest, interest_id: int) -> HttpResponse:
    """I can decide their claims again."""
    row = selectors.find_own_interest(request.user, interest_id)
    form = forms.InterestEndForm(request.POST or None)
    return pages.submit_page(
        request,
        form,
        "claims/interest_end.html",
        lambda: services.end_interest(
            by=request.user, interest_id=interest_id, **form.cleaned_data
        ),
        then=lambda _row: reverse("claims:interest_list"),
        context={
            "row": row,
            "blocker": rules.end_interest_blocker(
                request.user, row.account_id, row.ended_at is not None
            ),
        },
        said="This has ended. New claims of theirs may come to you.",
    )


@requires(rules.ARRANGE)
def away_list(request: HttpRequest) -> HttpResponse:
    """Who is away, and who stands in."""
    today = timezone.localdate()
    context = {
        "coming": [
            (row, rules.arrange_blocker(request.user, row.absent_id) is None)
            for row in selectors.coming_absences(today)
        ],
        "past": selectors.past_absences(today),
        "today": today,
    }
    return render(request, "claims/away_list.html", context)


@requires(rules.ARRANGE)
def away_add(request: HttpRequest) -> HttpResponse:
    """Say who is away, and who stands in."""
    may_for_all = request.user.may("keep_organisation")
    for_self = None if may_for_all else request.user
    form = forms.AwayForm(
        request.POST or None,
        people=selectors.may_stand_in(without=for_self),
        for_self=for_self,
    )
    return pages.submit_page(
        request,
        form,
        "claims/away_add.html",
        lambda: services.add_absence(by=request.user, **form.entry),
        then=lambda _row: reverse("claims:away_list"),
        context={"nobody": not selectors.may_stand_in(without=for_self).exists()},
        said="This is saved. We have written to who stands in.",
    )


@requires(rules.ARRANGE)
def away_end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """End an absence early."""
    row = selectors.find_absence(delegation_id)
    form = forms.AwayEndForm(request.POST if request.method == "POST" else None)
    blocker = rules.end_absence_blocker(
        request.user,
        row.absent_id,
        is_ended=row.ended_at is not None,
        last_on=row.last_on,
        today=timezone.localdate(),
    )
    return pages.submit_page(
        request,
        form,
        "claims/away_end.html",
        lambda: services.end_absence(by=request.user, delegation_id=delegation_id),
        then=lambda _row: reverse("claims:away_list"),
        context={"row": row, "blocker": blocker},
        said="The absence has ended.",
    )


@requires(rules.DECIDE)
def desk_share(request: HttpRequest) -> HttpResponse:
    """How much waits on each desk, and sharing out what nobody holds."""
    form = forms.ShareForm(request.POST if request.method == "POST" else None)
    return pages.submit_page(
        request,
        form,
        "claims/desk_share.html",
        lambda: share_out(by=request.user),
        then=lambda _shared: reverse("claims:desk_share"),
        context={
            "desks": selectors.desks(),
            "unheld": selectors.unheld_services(),
        },
        said="What could be shared out is on a desk now.",
    )
