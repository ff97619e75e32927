"""Pages about the portal itself."""

from allauth.mfa import app_settings as second_step
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.access import public


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the law asks for (SI 2018/952, regulation 8)."""
    return render(request, "home/accessibility.html")


@public
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie the portal sets: only those it cannot work without."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    days = settings.MFA_TRUST_COOKIE_AGE // 86400
    columns = [
        {"text": _("Name"), "header": True},
        {"text": _("What for")},
        {"text": _("How long")},
    ]
    rows = [
        [
            settings.SESSION_COOKIE_NAME,
            _("Keeps you signed in while you go from page to page."),
            _("%(hours)s hours, or until you sign out") % {"hours": hours},
        ],
        [
            settings.CSRF_COOKIE_NAME,
            _("Makes sure that a form comes from you and not from another website."),
            _("1 year"),
        ],
        [
            "messages",
            _("Shows you once that something was saved."),
            _("Until the next page"),
        ],
        [
            second_step.TRUST_COOKIE_NAME,
            _("Remembers a device that you chose to trust, so that it does not ask for a code."),
            _("%(days)s days") % {"days": days},
        ],
    ]
    return render(request, "home/cookies.html", {"columns": columns, "rows": rows})


@public
def help_now(request: HttpRequest) -> HttpResponse:
    """Where to get help at once; the words are the trust's own."""
    return render(request, "home/help_now.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a person, in short."""
    context = {
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "join_days": settings.JOIN_DAYS,
    }
    return render(request, "home/privacy.html", context)
