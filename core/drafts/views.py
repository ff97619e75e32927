"""Where a page's script keeps a draft as the person types."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from core.access import public
from core.drafts import services


@public
@require_POST
def draft_keep(request: HttpRequest) -> JsonResponse:
    """Keep a draft. A script asks, so an ended session answers 401 rather than a page."""
    if not request.user.is_authenticated:
        return JsonResponse({"kept": False, "why": "signed out"}, status=401)
    # A form given to somebody else, still open when another person signed in here.
    owner = request.POST.get(services.OWNER)
    if owner and services.owner_of(owner) not in (None, request.user.pk):
        return JsonResponse({"kept": False, "why": "another person"}, status=403)
    kept = services.keep_draft(
        person_id=request.user.pk,
        page=request.POST.get(services.PAGE, ""),
        values=dict(request.POST.lists()),
    )
    return JsonResponse({"kept": kept}, status=200 if kept else 413)
