"""A new address of an account becomes the one that messages go to."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from community.models import HeldMessage, Person
from community.services.contact import write_to
from core.models import Act
from tests.community.people import BY, someone
from tests.users.people import own_caches, sign_in, with_password
from tests.users.post import last_letter, letters

pytestmark = pytest.mark.django_db
NEW = "amina@new.example"


@pytest.fixture(autouse=True)
def as_in_use(settings):
    """Mail goes into the outbox, as it does in use, and each test counts its own tries."""
    settings.CACHES = own_caches()
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def amina(cast) -> Person:
    return someone(
        "Amina Yusuf", account=cast.amina, email=cast.amina.email, is_email_confirmed=True
    )


def change_address(client, account, *, confirm: bool = True) -> None:
    sign_in(client, with_password(account))
    client.post(reverse("account_email"), {"action_add": "", "email": NEW})
    if confirm:
        client.post(last_letter(NEW).link("confirm-email"))


def write(person: Person) -> None:
    write_to(by=BY, person_id=person.pk, purpose="taken_part", subject="The garden", body="Hello")


def garden_letters() -> list[str]:
    return [each.to for each in letters() if "garden" in each.subject]


def test_the_next_message_goes_to_the_confirmed_address(client, cast, amina):
    Person.objects.filter(pk=amina.pk).update(email_failed_at=timezone.now())
    change_address(client, cast.amina, confirm=False)
    amina.refresh_from_db()
    assert amina.email == "amina@portal.example"

    client.post(last_letter(NEW).link("confirm-email"))

    amina.refresh_from_db()
    assert (amina.email, amina.is_email_confirmed, amina.email_failed_at) == (NEW, True, None)
    write(amina)
    assert garden_letters() == [NEW]
    assert NEW in client.get(reverse("community:own_record")).content.decode()
    assert Act.objects.filter(service="users.confirm_address", by=cast.amina).exists()


def test_choosing_another_confirmed_address_counts_too(client, cast, amina):
    sign_in(client, with_password(cast.amina))
    EmailAddress.objects.create(user=cast.amina, email=NEW, verified=True)
    client.post(reverse("account_email"), {"action_primary": "", "email": NEW})
    write(amina)
    assert garden_letters() == [NEW]


def test_an_address_that_another_record_has_stops_nobody(client, cast, amina):
    other = someone("Xanthe Otherly", email=NEW, is_email_confirmed=True)
    change_address(client, cast.amina)
    amina.refresh_from_db()
    other.refresh_from_db()
    assert (amina.email, amina.is_email_confirmed) == (NEW, False)
    assert (other.email, other.is_email_confirmed) == (NEW, True)
    write(amina)
    assert garden_letters() == [NEW]


def test_what_waited_for_a_yes_goes_to_the_new_address(client, cast):
    amina = someone(
        "Amina Yusuf", account=cast.amina, email="a@typed.example", is_address_theirs=False
    )
    write(amina)
    assert HeldMessage.objects.count() == 1
    change_address(client, cast.amina)
    assert garden_letters() == [NEW]
    assert not HeldMessage.objects.exists()


def test_who_has_no_record_changes_the_account_alone(client, cast):
    change_address(client, cast.ben)
    cast.ben.refresh_from_db()
    assert cast.ben.email == NEW
