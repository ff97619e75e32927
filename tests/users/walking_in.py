"""The steps of signing in with the trust's own account, for tests."""

from urllib.parse import urlsplit

from django.urls import reverse

from tests.users.post import last_letter

START = reverse("users_sign_on:sign_on_start", args=["trust"])
BACK = reverse("users_sign_on:sign_on_return", args=["trust"])
CODE = reverse("users_sign_on:sign_on_confirm")
MINE = "users:my_account"


def start(client, **extra) -> str:
    """Press the button; answers where the browser goes on to."""
    return client.post(START, extra).context["address"]


def come_back(client, there: str):
    """What the browser does when the provider sends it back."""
    parts = urlsplit(there)
    return client.get(f"{parts.path}?{parts.query}")


def enter(client, provider, **extra):
    return come_back(client, provider.authorize(start(client, **extra)))


def code(email: str) -> str:
    return last_letter(email).subject.split(": ")[1].split(" ")[0]


def confirm(client, person, typed: str = ""):
    return client.post(CODE, {"code": typed or code(person.email)})


def may_work(client) -> bool:
    return client.get(reverse(MINE)).status_code == 200


def refused(client, answer, words: str) -> bool:
    text = answer.content.decode()
    assert words in text, text
    assert "You are not signed in" in text
    return answer.status_code in (403, 503) and not may_work(client)
