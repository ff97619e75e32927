"""Accounts of people who joined: no password, an address they showed they read."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from core.models import Act
from core.service import Refused, System
from users import services
from users.models import User

pytestmark = pytest.mark.django_db
JOINING = System("joining")


def test_who_joined_has_a_confirmed_address_no_password_and_one_role(cast):
    account = services.open_joined_account(
        by=JOINING, email=" Nia.Obi@Mail.example ", name="Nia Obi"
    )
    account.refresh_from_db()
    assert (account.email, account.name) == ("nia.obi@mail.example", "Nia Obi")
    assert account.roles == ["co_creator"]
    assert account.password.startswith(UNUSABLE_PASSWORD_PREFIX)
    address = EmailAddress.objects.get(user=account)
    assert (address.email, address.verified, address.primary) == (account.email, True, True)
    act = Act.objects.get(service="users.open_joined_account")
    assert (act.subject_id, act.system) == (account.pk, "joining")


def test_staff_who_open_it_for_somebody_are_on_record(cast):
    account = services.open_joined_account(by=cast.ivy, email="nia@mail.example", name="Nia")
    assert (
        Act.objects.get(subject_id=account.pk, service="users.open_joined_account").by == cast.ivy
    )


@pytest.mark.parametrize("email", ["amina@portal.example", "AMINA@portal.example "])
def test_an_address_that_has_an_account_gets_no_second_one(cast, email):
    with pytest.raises(Refused, match="There is an account") as refused:
        services.open_joined_account(by=JOINING, email=email, name="Someone")
    assert refused.value.field == "email"
    assert User.objects.filter(email__iexact=email.strip()).count() == 1
