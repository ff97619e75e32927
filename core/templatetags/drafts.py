"""Template tags that let what was typed into a form outlive the session it was typed in.

``{% draft_marks form %}``  inside a form: whose it is and where, signed; see ``core.access``
``{% kept_words form %}``   above a form: what was typed before the session ended
"""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString

from core.controls import render_hidden
from core.drafts.selectors import draft_of
from core.drafts.services import OWNER, PAGE, SHOWN, owner_token, page_of
from core.drafts.words import is_kept, lines_of

register = template.Library()


@register.simple_tag(takes_context=True)
def draft_marks(context: Context, form: Any) -> SafeString | str:
    """Hidden inputs: the form's owner and page, and whether a draft stands above it."""
    request = _request(context, form)
    if request is None:
        return ""
    return render_hidden(
        {
            OWNER: owner_token(request.user),
            PAGE: page_of(request.path),
            SHOWN: getattr(request, SHOWN, ""),
        }
    )


@register.inclusion_tag("components/kept_words.html", takes_context=True)
def kept_words(context: Context, form: Any) -> dict[str, Any]:
    """What this person typed here before the session ended, where the form says otherwise.

    One query when a page is opened; when it is sent, only if a draft was shown before.
    """
    request = _request(context, form)
    if request is None or (request.method == "POST" and not request.POST.get(SHOWN)):
        return {}
    draft = draft_of(request.user, page_of(request.path))
    if draft is None:
        return {}
    setattr(request, SHOWN, "1")
    rows = [
        {"key": {"text": line.label}, "value": {"html": linebreaksbr(line.text)}}
        for line in lines_of(form, draft.values)
    ]
    return {"summary": {"rows": rows}, "at": draft.updated_at} if rows else {}


def _request(context: Context, form: Any) -> HttpRequest | None:
    """The request of a signed-in person with a form that may be kept."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated or not is_kept(form):
        return None
    return request
