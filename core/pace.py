"""How long an answer takes must not tell what a page found."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

# Far above what these pages take, so that all but every answer is given at the first step.
STEP = 0.1  # seconds


def answers_in_steps(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Round the time of a posted form's answer up.

    A known address means a little more or less work than an unknown one, and thousands of tries
    would show it.
    """

    @wraps(view)
    def run(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        begin = time.monotonic()
        answer = view(request, *args, **kwargs)
        if request.method == "POST":
            over = (time.monotonic() - begin) % STEP
            time.sleep(STEP - over)
        return answer

    return run
