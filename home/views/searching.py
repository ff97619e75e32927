"""One search for everything that a person may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.access import requires
from core.forms import one_line
from home.selectors import LONGEST_SEARCH, search_of


@requires("search")
def search(request: HttpRequest) -> HttpResponse:
    """What the words in the address find; a reference goes straight to its record."""
    text = one_line(request.GET.get("q", ""))[:LONGEST_SEARCH]
    results = search_of(request.user, text)
    if results.straight_to:
        return redirect(results.straight_to)
    return render(request, "home/search.html", {"results": results})
