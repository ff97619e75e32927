"""Pages that say whether the portal works."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core.access import public, requires
from core.health.probes import readiness
from core.health.selectors import health as health_now
from core.health.weaknesses import weaknesses


@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of any server."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served: 503 without the database, "degraded" without the cache."""
    found = readiness()
    status = 503 if found.state == "unavailable" else 200
    return JsonResponse({"status": found.state, **asdict(found)}, status=status)


@requires("see_health")
def health(request: HttpRequest) -> HttpResponse:
    """For the administrator: pulses, messages, database roles, versions, what is weaker."""
    return render(request, "core/health.html", {"health": health_now(), "weaknesses": weaknesses()})
