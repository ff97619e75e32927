"""The shift towards co-creation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import requires


@requires("see_shift")
def shift(request: HttpRequest) -> HttpResponse:
    return render(request, "impact/shift.html")
