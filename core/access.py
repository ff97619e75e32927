"""Who may open a page: every view carries one mark, and a test walks them all.

`requires("log_activity")` names a permission of `users/permissions.py`; `signed_in` asks
only for an account; `public` says that anyone may look. A view without a mark fails the
house tests.
"""

import functools
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from core.drafts import services as drafts

View = Callable[..., HttpResponseBase]

PUBLIC = "public"
SIGNED_IN = "signed in"


def public(view: View) -> View:
    """Anyone may open this page."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone with an account may open this page."""
    return _guarded(view, SIGNED_IN, lambda user: True)


def requires(permission: str) -> Callable[[View], View]:
    """Only people whose roles hold this permission; others get the 403 page."""

    def decorate(view: View) -> View:
        return _guarded(view, permission, lambda user: user.may(permission))

    return decorate


def _guarded(view: View, mark: str, allows: Callable) -> View:
    @functools.wraps(view)
    def run(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            _keep_what_was_typed(request)
            back = urlencode({"next": request.get_full_path()})
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")
        if not allows(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    run.access = mark  # type: ignore[attr-defined]
    run.allows = allows  # type: ignore[attr-defined]
    return run


def _keep_what_was_typed(request: HttpRequest) -> None:
    """A form sent after the session ended is kept for the person it was given to."""
    owner = drafts.owner_of(request.POST.get(drafts.OWNER, ""))
    page = request.POST.get(drafts.PAGE, "")
    if request.method == "POST" and owner and page:
        drafts.keep_draft(person_id=owner, page=page, values=dict(request.POST.lists()))
