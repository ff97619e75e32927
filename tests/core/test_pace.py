"""The time of an answer, rounded up."""

import time

import pytest
from django.http import HttpResponse

from core.pace import STEP, answers_in_steps


@pytest.mark.parametrize("works", [0, 0.01, 0.04, STEP * 1.2])
def test_what_a_page_finds_does_not_show_in_its_time(rf, works):
    @answers_in_steps
    def view(request):
        time.sleep(works)
        return HttpResponse("The same words")

    begin = time.monotonic()
    assert view(rf.post("/")).content == b"The same words"
    took = time.monotonic() - begin
    steps = int(works / STEP) + 1
    assert took >= STEP * steps - 0.001


def test_opening_a_page_waits_for_nothing(rf):
    slept = []
    view = answers_in_steps(lambda request: HttpResponse("A form"))
    begin = time.monotonic()
    view(rf.get("/"))
    slept.append(time.monotonic() - begin)
    assert min(slept) < STEP
