"""Accounts of colleagues, kept by an administrator."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from model_bakery import baker

from core.models import Act
from core.service import Refused, System
from tests.users.people import PASSWORD, set_up_phone, sign_in, with_password
from tests.users.post import last_letter, letters
from users import services
from users.models import User

pytestmark = pytest.mark.django_db
NEW = "nia@trust.example"


def page(name: str, account: User) -> str:
    return reverse(f"users:{name}", args=[account.pk])


def invite(client, **changes):
    data = {"name": "Nia Obi", "email": NEW, "roles": ["staff", "steering_group"]}
    return client.send(reverse("users:account_invite"), {**data, **changes})


# --- Inviting -----------------------------------------------------------------------------


def test_an_invited_colleague_sets_a_password_and_is_asked_for_the_second_factor(as_person):
    answer = invite(as_person("ada"))
    account = User.objects.get(email=NEW)
    assert answer.url == page("account_detail", account)
    assert account.roles == ["staff", "steering_group"]

    mail = last_letter(NEW)
    guest = Client()
    form = guest.get(mail.link("password/reset/key"), follow=True)
    guest.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    sign_in(guest, account)
    assert guest.get(reverse("home:start")).url == reverse("mfa_activate_totp")
    assert "Nia Obi" in mail.text


def test_the_invitation_can_be_used_once_and_lies_sealed(as_person):
    invite(as_person("ada"))
    link = last_letter(NEW).link("password/reset/key")
    form = Client().get(link, follow=True)
    first = Client()
    form = first.get(link, follow=True)
    first.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert "password1" not in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("email", ["sam@portal.example", "SAM@Portal.example"])
def test_an_address_has_one_account(as_person, email):
    answer = invite(as_person("ada"), email=email)
    assert "There is an account with this email address already" in answer.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "no address"},
        {"email": "nia@trust.example\r\nBcc: x@bad.example"},
        {"email": "a" * 300 + "@trust.example"},
        {"roles": ["superuser"]},
        {"roles": []},
        {"name": ""},
        {"name": "x" * 100_000},
    ],
)
def test_what_cannot_be_right_gets_a_message(as_person, changes):
    answer = invite(as_person("ada"), **changes)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not User.objects.filter(name__in=["Nia Obi", "x" * 120]).exists()


def test_a_name_with_markup_is_only_text(as_person):
    client = as_person("ada")
    answer = invite(client, name="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(answer.url).content.decode()
    assert "<script>alert" not in client.get(reverse("users:account_list")).content.decode()


def test_inviting_twice_with_the_same_form_is_once(as_person):
    client = as_person("ada")
    form = client.get(reverse("users:account_invite")).content.decode()
    key = re.search(r'name="submission_key" value="([^"]+)"', form)[1]
    data = {"name": "Nia", "email": NEW, "roles": ["staff"], "submission_key": key}
    first = client.post(reverse("users:account_invite"), data)
    second = client.post(reverse("users:account_invite"), data)
    assert first.url == second.url
    assert len(letters(NEW)) == 1


def test_a_lost_link_is_sent_again(as_person, cast):
    client = as_person("ada")
    client.send(page("account_invite_again", cast.sam))
    assert "password/reset/key" in last_letter(cast.sam.email).text


# --- Roles, closing, second factor --------------------------------------------------------


def change_roles(client, account, roles, reason="New job", **extra):
    data = {"roles": roles, "reason": reason, "version": account.version, **extra}
    return client.send(page("account_change_roles", account), data)


def test_roles_change_with_a_reason_that_stays_in_the_history(as_person, cast):
    client = as_person("ada")
    sam = with_password(cast.sam)
    answer = change_roles(client, sam, ["staff", "involvement_team"])
    assert answer.url == page("account_detail", sam)
    shown = client.get(answer.url).content.decode()
    assert "New job" in shown
    assert "Ada Lindqvist" in shown
    assert User.objects.get(pk=sam.pk).roles == ["staff", "involvement_team"]
    assert "Involvement team" in last_letter(sam.email).text


def test_roles_need_a_reason(as_person, cast):
    answer = change_roles(as_person("ada"), with_password(cast.sam), ["finance"], reason=" ")
    assert "There is a problem" in answer.content.decode()
    assert User.objects.get(pk=cast.sam.pk).roles == ["staff"]


@pytest.mark.parametrize("version", ["0", "99", "", "x", "-1", "9" * 400])
def test_two_administrators_see_each_others_change(as_person, cast, version):
    sam = with_password(cast.sam)
    User.objects.filter(pk=sam.pk).update(roles=["finance"], version=7)
    answer = change_roles(as_person("ada"), sam, ["staff"], version=version)
    if version == "":
        return
    assert "Finance officer" in answer.content.decode()
    assert User.objects.get(pk=sam.pk).roles == ["finance"]


def test_nobody_gets_a_staff_role_on_an_address_they_have_not_confirmed(as_person, cast):
    answer = change_roles(as_person("ada"), cast.ben, ["co_creator", "staff"])
    assert "has not confirmed" in answer.content.decode()


def test_an_administrator_cannot_change_their_own_account(as_person, cast):
    client = as_person("ada")
    for name, data in {
        "account_change_roles": {"roles": ["administrator", "finance"], "reason": "x"},
        "account_close": {"reason": "x"},
        "account_reset_second_factor": {"reason": "x"},
    }.items():
        answer = client.send(page(name, cast.ada), {"version": cast.ada.version, **data})
        assert answer.status_code == 200
        assert "your own" in answer.content.decode()
    ada = User.objects.get(pk=cast.ada.pk)
    assert (ada.roles, ada.is_active) == (["administrator"], True)


def test_the_last_administrator_stays(cast):
    by = System("tests")
    for call in (
        lambda: services.close_account(by=by, account_id=cast.ada.pk, reason="x"),
        lambda: services.change_roles(by=by, account_id=cast.ada.pk, roles=["staff"], reason="x"),
    ):
        with pytest.raises(Refused, match="only open administrator"):
            call()
    baker.make(User, email="second@portal.example", roles=["administrator"])
    services.close_account(by=by, account_id=cast.ada.pk, reason="x")


def test_someone_who_just_lost_the_role_changes_nothing(cast):
    ada = cast.ada
    User.objects.filter(pk=ada.pk).update(roles=["staff"])
    with pytest.raises(Refused, match="Only an administrator"):
        services.close_account(by=ada, account_id=cast.sam.pk, reason="x")


@pytest.mark.parametrize("key", ["sam", "ivy", "amina", "stella", "fin", "cal", "lena"])
def test_services_refuse_everybody_else(cast, key):
    by, account_id = getattr(cast, key), cast.ben.pk
    for call in (
        lambda: services.invite_account(by=by, email=NEW, name="N", roles=["staff"]),
        lambda: services.send_link_again(by=by, account_id=account_id),
        lambda: services.change_roles(by=by, account_id=account_id, roles=["staff"], reason="x"),
        lambda: services.close_account(by=by, account_id=account_id, reason="x"),
        lambda: services.reopen_account(by=by, account_id=account_id, reason="x"),
        lambda: services.reset_second_factor(by=by, account_id=account_id, reason="x"),
    ):
        with pytest.raises(Refused, match="Only an administrator"):
            call()


def test_closing_and_opening_again(as_person, cast):
    client = as_person("ada")
    client.send(page("account_close", cast.ben), {"reason": "Asked for it"})
    assert not User.objects.get(pk=cast.ben.pk).is_active
    assert "was closed" in last_letter(cast.ben.email).text
    assert "closed already" in client.get(page("account_close", cast.ben)).content.decode()
    client.send(page("account_reopen", cast.ben), {"reason": "Came back"})
    assert User.objects.get(pk=cast.ben.pk).is_active
    assert Act.objects.filter(subject_id=cast.ben.pk, reason="Came back").exists()


def test_a_lost_phone_is_taken_off(as_person, cast):
    person = with_password(cast.amina)
    owner = Client()
    sign_in(owner, person)
    set_up_phone(owner)
    client = as_person("ada")
    assert "On" in client.get(page("account_detail", person)).content.decode()
    client.send(page("account_reset_second_factor", person), {"reason": "Phone lost"})
    assert owner.get(reverse("users:my_account")).status_code == 302, "the session lives on"
    assert sign_in(owner, person).url == reverse("home:start")
    assert "removed" in last_letter(person.email).text


# --- List and own page --------------------------------------------------------------------


def test_the_list_finds_people(as_person):
    client = as_person("ada")
    found = client.get(reverse("users:account_list"), {"search": "okafor"}).content.decode()
    assert "Sam Okafor" in found
    assert "Olu Adeyemi" not in found
    found = client.get(reverse("users:account_list"), {"role": "finance"}).content.decode()
    assert "Fin Aldridge" in found
    assert "Sam Okafor" not in found


def test_the_list_costs_the_same_at_any_length(as_person, django_assert_num_queries):
    client = as_person("ada")
    client.get(reverse("users:account_list"))
    for more in (0, 20, 80):
        for number in range(more):
            baker.make(User, email=f"p{more}-{number}@portal.example", name="P", roles=["staff"])
        with django_assert_num_queries(5):
            answer = client.get(reverse("users:account_list"), {"per_page": 100})
        assert answer.status_code == 200


def test_a_person_changes_their_name(as_person, cast):
    client = as_person("amina")
    client.send(reverse("users:my_name_change"), {"name": "Mina"})
    assert "Mina" in client.get(reverse("users:my_account")).content.decode()
    act = Act.objects.get(service="users.rename_self")
    assert (act.by_id, act.subject_id) == (cast.amina.pk, cast.amina.pk)


def test_a_name_form_changes_nothing_else(as_person, cast):
    data = {"name": "Mina", "roles": ["administrator"], "email": "x@y.example", "is_active": ""}
    as_person("amina").send(reverse("users:my_name_change"), data)
    amina = User.objects.get(pk=cast.amina.pk)
    assert (amina.roles, amina.email, amina.is_active) == (
        ["co_creator"],
        "amina@portal.example",
        True,
    )
