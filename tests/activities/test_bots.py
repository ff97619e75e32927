"""Sign-up by programs: many accounts from one address, and all places for one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from activities.models import SignUp
from tests.activities.places import open_session
from tests.community.people import someone
from tests.conftest import PortalClient
from tests.users.people import own_caches
from users.models import User
from users.permissions import Role

pytestmark = pytest.mark.django_db


def member(number: int) -> PortalClient:
    """Somebody who signed in with an account of their own."""
    email = f"bot{number}@home.example"
    account = User.objects.create(email=email, name=f"Bot {number}", roles=[Role.CO_CREATOR.value])
    someone(f"Bot {number}", account=account, email=email)
    return PortalClient().sign_in(account)


def test_many_accounts_from_one_address_get_no_further_and_people_elsewhere_do(settings, cast):
    settings.CACHES = own_caches()
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "sign_up": "4/m/ip,10/m/user",
    }
    garden = open_session(places=20)
    page = reverse("activities:sign_up_add", args=[garden.pk])
    bots = [member(number) for number in range(6)]
    found = [bot.send(page, {"shown_name": "Bot"}).status_code for bot in bots]
    assert found == [302] * 4 + [429] * 2
    assert SignUp.objects.count() == 4
    elsewhere = bots[5].send(page, {"shown_name": "Bot"}, REMOTE_ADDR="10.9.8.7")
    assert elsewhere.status_code == 302
