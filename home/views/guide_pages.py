"""The guides, where whoever needs them finds them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import public
from home.guides import guide, guides


@public
def guide_index(request: HttpRequest) -> HttpResponse:
    """Which guides there are: for everybody, and for staff."""
    context = {"everybody": guides(staff=False), "staff": guides(staff=True)}
    return render(request, "home/guide_index.html", context)


@public
def guide_detail(request: HttpRequest, guide_key: str) -> HttpResponse:
    """One guide to read or print."""
    found = guide(guide_key)
    if found is None:
        raise Http404
    return render(request, "home/guide_detail.html", {"guide": found})
