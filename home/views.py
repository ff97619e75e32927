from django.http import HttpResponse

from core.access import public


@public
def start(request):
    return HttpResponse("ok")


def bad_request(request, exception=None):
    return HttpResponse("400", status=400)


def not_allowed(request, exception=None):
    return HttpResponse("403", status=403)


def not_found(request, exception=None):
    return HttpResponse("404", status=404)


def server_error(request):
    return HttpResponse("500", status=500)


def csrf_failure(request, reason=""):
    return HttpResponse("403", status=403)
