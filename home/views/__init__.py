"""Start pages, pages about the portal itself, and what is shown when something fails."""

from home.views.about import accessibility, cookies, help_now, privacy
from home.views.failures import bad_request, csrf_failure, not_allowed, not_found, server_error
from home.views.guide_pages import guide_detail, guide_index
from home.views.my_involvement import my_involvement
from home.views.searching import search
from home.views.start_pages import start

__all__ = [
    "accessibility",
    "bad_request",
    "cookies",
    "csrf_failure",
    "guide_detail",
    "guide_index",
    "help_now",
    "my_involvement",
    "not_allowed",
    "not_found",
    "privacy",
    "search",
    "server_error",
    "start",
]
