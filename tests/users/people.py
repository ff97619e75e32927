"""People who sign in for real: with an address they confirmed, a password and a phone."""

import base64
import hashlib
import hmac
import struct
import time
import uuid
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse

from users.models import User


def own_caches() -> dict:
    """The caches, with a part for one test alone: nobody else's tries count against it."""
    mark = f"test-{uuid.uuid4().hex}"
    return {
        "default": {**settings.CACHES["default"], "KEY_PREFIX": mark},
        "process": {**settings.CACHES["process"], "LOCATION": mark},
    }


PASSWORD = "correct horse battery staple"


def with_password(user: User) -> User:
    """Give a person of the cast a password and a confirmed address."""
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def unconfirmed(email: str) -> User:
    """A co-creator with a password who never showed that the address is theirs."""
    user = User.objects.create(email=email, name="Grace", roles=["co_creator"])
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    return user


def sign_in(client: Client, user: User, password: str = PASSWORD, **extra):
    """Send the sign-in form."""
    return client.post(
        reverse("account_login"), {"login": user.email, "password": password, **extra}
    )


@dataclass
class Phone:
    """An authenticator app with one key in it (RFC 6238: 30 seconds, 6 digits)."""

    key: str

    def code(self) -> str:
        """The code of this moment."""
        secret = base64.b32decode(self.key)
        count = struct.pack(">Q", int(time.time()) // 30)
        digest = hmac.new(secret, count, hashlib.sha1).digest()
        at = digest[-1] & 15
        number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"


def set_up_phone(client: Client) -> Phone:
    """Go through setting up an app, in a session that has just signed in."""
    page = client.get(reverse("mfa_activate_totp"))
    phone = Phone(page.context["form"].secret)
    done = client.post(reverse("mfa_activate_totp"), {"code": phone.code()})
    assert done.status_code == 302, done.content
    return phone
