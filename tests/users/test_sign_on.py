"""Staff signing in with an account of the trust, against a real provider on this machine."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from core.models import Act
from tests.users.people import PASSWORD, set_up_phone, sign_in, with_password
from tests.users.post import last_letter, letters
from tests.users.provider import CLIENT, configured
from tests.users.walking_in import (
    BACK,
    CODE,
    MINE,
    START,
    code,
    come_back,
    confirm,
    enter,
    may_work,
    refused,
    start,
)
from users.models import User

pytestmark = pytest.mark.django_db
TENANT, OTHER_TENANT = "11111111-aaaa", "22222222-bbbb"


# --- In -----------------------------------------------------------------------------------


def test_without_a_provider_nothing_of_it_is_there(client, db):
    assert "Staff: sign in" not in client.get(reverse("account_login")).content.decode()
    assert client.post(START).status_code == 404
    assert client.get(BACK).status_code == 404


def test_the_first_time_a_code_links_the_two_and_then_nothing_more_is_asked(client, sam, provider):
    shown = client.get(reverse("account_login")).content.decode()
    assert "Staff: sign in with your trust account" in shown
    asked = enter(client, provider, next="/users/me/")
    assert asked.url == CODE
    assert not may_work(client)
    assert confirm(client, sam).url == "/users/me/"
    assert may_work(client)
    assert "sign in" in last_letter(sam.email).subject
    act = Act.objects.get(service="users.link_sign_on")
    assert (act.subject_id, act.system) == (sam.pk, "staff sign-on")

    again = Client()
    assert enter(again, provider).url == reverse("home:start")
    assert may_work(again), "the second step is the provider's"


def test_nothing_of_the_provider_is_kept(linked):
    link = SocialAccount.objects.get(user=linked)
    assert link.extra_data == {}
    assert not SocialToken.objects.exists()
    assert "sam-at-work" not in link.uid


def test_roles_never_come_from_the_provider(client, linked, provider):
    provider.claims |= {"roles": ["administrator"], "groups": ["Domain Admins"], "name": "Boss"}
    enter(client, provider)
    account = User.objects.get(pk=linked.pk)
    assert (account.roles, account.name) == (["staff"], "Sam Okafor")


def test_a_new_address_there_is_told_and_changes_nothing_here(client, linked, provider):
    provider.claims["email"] = "sam.married@portal.example"
    enter(client, provider)
    assert "another email address for you now" in client.get(reverse(MINE)).content.decode()
    assert User.objects.get(pk=linked.pk).email == "sam@portal.example"


def test_signing_out_ends_it_here_and_says_what_stays(client, linked, provider):
    enter(client, provider)
    assert (
        "stay signed in to your account of the trust"
        in client.get(reverse("account_logout")).content.decode()
    )
    client.post(reverse("account_logout"))
    assert not may_work(client)


def test_a_phone_set_up_before_is_not_asked_for(client, cast, provider):
    sam = with_password(cast.sam)
    first = Client()
    sign_in(first, sam)
    set_up_phone(first)
    enter(client, provider)
    confirm(client, sam)
    assert may_work(client)


# --- Who gets nowhere ---------------------------------------------------------------------


def test_who_has_no_account_is_told_whom_to_ask(client, db, provider, settings):
    provider.claims |= {"email": "new@portal.example", "sub": "new"}
    answer = enter(client, provider)
    assert refused(client, answer, "An administrator opens one")
    assert settings.CONTACT_EMAIL in answer.content.decode()
    assert not letters()
    assert not User.objects.filter(email="new@portal.example").exists()


def test_with_the_setting_an_account_with_the_staff_role_is_opened(client, db, provider, settings):
    settings.SIGN_ON_OPENS_ACCOUNTS = True
    provider.claims |= {"email": "new@portal.example", "sub": "new", "roles": ["administrator"]}
    enter(client, provider)
    assert not User.objects.filter(email="new@portal.example").exists()
    client.post(CODE, {"code": code("new@portal.example")})
    account = User.objects.get(email="new@portal.example")
    assert (account.roles, account.name) == (["staff"], "Sam O")
    assert may_work(client)


def test_a_co_creators_account_is_never_reached(client, cast, provider):
    with_password(cast.amina)
    provider.claims |= {"email": cast.amina.email, "sub": "amina"}
    assert refused(client, enter(client, provider), "a co-creator&#x27;s")
    assert not letters()


def test_who_is_no_longer_staff_stays_out(client, linked, provider):
    User.objects.filter(pk=linked.pk).update(roles=["co_creator"])
    assert refused(client, enter(client, provider), "a co-creator&#x27;s")


def test_a_closed_account_stays_closed(client, linked, provider):
    User.objects.filter(pk=linked.pk).update(is_active=False)
    assert refused(client, enter(client, provider), "This account is closed")


def test_a_closed_account_is_not_linked(client, sam, provider):
    User.objects.filter(pk=sam.pk).update(is_active=False)
    assert refused(client, enter(client, provider), "This account is closed")
    assert not SocialAccount.objects.exists()


def test_closing_between_the_two_steps_counts(client, sam, provider):
    enter(client, provider)
    right = code(sam.email)
    User.objects.filter(pk=sam.pk).update(is_active=False)
    assert refused(client, confirm(client, sam, right), "This account is closed")


@pytest.mark.parametrize("said", [False, None, "true", "false", 1, "yes"])
def test_an_address_the_provider_does_not_stand_for_links_nothing(client, sam, provider, said):
    provider.claims["email_verified"] = said
    assert refused(client, enter(client, provider), "does not confirm your email address")
    assert not letters()


@pytest.mark.parametrize(
    "email",
    [
        "sam@elsewhere.example",
        "sam@portal.example.bad.example",
        "sam@sub.portal.example",
        "sam@portal.example@bad.example",
        "portal.example",
        "sam@portal.exаmple",
        "",
        None,
        ["sam@portal.example"],
        {"x": 1},
    ],
)
def test_addresses_of_other_domains_get_nowhere(client, sam, provider, email):
    provider.claims["email"] = email
    answer = enter(client, provider)
    assert answer.status_code == 403
    assert not may_work(client)
    assert not letters()


def test_the_address_of_a_leaver_given_to_somebody_new_opens_nothing(client, linked, provider):
    """The same address, another person at the provider."""
    provider.claims["sub"] = "another sam"
    before = len(letters())
    assert refused(client, enter(client, provider), "belongs to another account of the trust")
    assert len(letters()) == before


def test_an_account_whose_address_nobody_confirmed_is_not_linked(client, cast, provider):
    assert refused(client, enter(client, provider), "not confirmed yet")


# --- The code that links the two ------------------------------------------------------------


def test_without_the_code_nothing_is_linked(client, sam, provider):
    enter(client, provider)
    for _ in range(3):
        answer = confirm(client, sam, "00000000")
    assert "Ask for a new one" in answer.content.decode()
    confirm(client, sam)
    assert not SocialAccount.objects.exists()
    assert not may_work(client)


def test_the_code_of_one_person_does_not_link_another(client, sam, provider):
    """Somebody else's identity with the same address comes in between."""
    enter(client, provider)
    first = code(sam.email)
    provider.claims["sub"] = "thief"
    enter(client, provider)
    assert "not right" in confirm(client, sam, first).content.decode()


def test_a_code_works_only_where_the_sign_in_began(client, sam, provider):
    enter(client, provider)
    thief = Client()
    assert confirm(thief, sam).url == reverse("home:start")
    assert not may_work(thief)


def test_the_page_for_the_code_is_nothing_without_a_sign_in(client, db, provider):
    assert client.get(CODE).url == reverse("home:start")


def test_codes_to_link_count_with_the_others(sam, provider):
    for _ in range(7):
        answer = enter(Client(), provider)
    assert "Too many codes" in answer.content.decode()
    assert len(letters(sam.email)) == 5


# --- Attacks on the way ---------------------------------------------------------------------


def wrong(client, answer) -> bool:
    return refused(client, answer, "did not work")


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://bad.example"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": ["another application"]},
        {"aud": [CLIENT, "another application"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another application"},
        {"aud": None},
        {"sub": None},
        {"sub": 5},
        {"exp": 1},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": 99_999_999_999},
        {"nbf": 99_999_999_999},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["x"]},
    ],
)
def test_a_token_that_is_not_right_opens_nothing(client, linked, provider, lie):
    provider.claims |= lie
    assert wrong(client, enter(client, provider))


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512"])
def test_a_token_that_is_unsigned_or_signed_with_the_secret_opens_nothing(
    client, linked, provider, algorithm
):
    provider.algorithm = algorithm
    provider.signing_key = "a secret of the tests that is long enough for every hash there is" * 2
    assert wrong(client, enter(client, provider))


def test_a_token_signed_with_another_key_opens_nothing(client, linked, provider):
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert wrong(client, enter(client, provider))
    provider.kid = "key-2"
    assert wrong(client, enter(client, provider))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.", "x" * 30_000, "..", "é.é.é"])
def test_what_is_no_token_opens_nothing(client, linked, provider, token):
    provider.token = token
    assert wrong(client, enter(client, provider))


def test_a_token_of_an_earlier_sign_in_opens_nothing(client, linked, provider):
    now = int(time.time())
    claims = {**provider.claims, "iss": provider.address, "aud": CLIENT, "iat": now}
    provider.token = jwt.encode(
        {**claims, "exp": now + 300, "nonce": "of then"},
        provider.key,
        algorithm="RS256",
        headers={"kid": provider.kid},
    )
    assert wrong(client, enter(client, provider))


def test_an_answer_counts_once(client, linked, provider):
    there = provider.authorize(start(client))
    come_back(client, there)
    client.post(reverse("account_logout"))
    assert wrong(client, come_back(client, there))


def test_a_code_of_the_provider_counts_once(client, linked, provider):
    there = provider.authorize(start(client))
    used = parse_qs(urlsplit(there).query)["code"][0]
    come_back(client, there)
    thief = Client()
    state = parse_qs(urlsplit(start(thief)).query)["state"][0]
    assert wrong(thief, thief.get(BACK, {"code": used, "state": state}))


def test_nobody_is_made_to_sign_in_as_somebody_else(client, linked, provider):
    """Login CSRF: a link with an answer that another browser asked for."""
    there = provider.authorize(start(Client()))
    assert wrong(client, come_back(client, there))


def test_another_browsers_code_does_not_fit_ones_own_state(client, linked, provider):
    """The verifier stays with whoever began (PKCE)."""
    stolen = parse_qs(urlsplit(provider.authorize(start(client))).query)["code"][0]
    thief = Client()
    state = parse_qs(urlsplit(start(thief)).query)["state"][0]
    assert wrong(thief, thief.get(BACK, {"code": stolen, "state": state}))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=x",
        "state=x",
        "code=x&state=x",
        "error=access_denied",
        "code=%00&state=%00",
        "state=" + "x" * 5_000,
    ],
)
def test_what_nobody_asked_for_opens_nothing(client, linked, provider, query):
    assert wrong(client, client.get(f"{BACK}?{query}"))


def test_an_answer_in_another_providers_name_opens_nothing(client, linked, provider):
    there = provider.authorize(start(client)) + "&" + urlencode({"iss": "https://bad.example"})
    assert wrong(client, come_back(client, there))


@pytest.mark.parametrize("target", ["https://bad.example/", "//bad.example", "/\\bad.example"])
def test_it_never_leads_off_the_site(client, linked, provider, target):
    assert enter(client, provider, next=target).url == reverse("home:start")


def test_what_is_asked_of_the_provider_cannot_be_changed_from_outside(client, linked, provider):
    address = client.post(
        f"{START}?auth_params=redirect_uri%3Dhttps%3A%2F%2Fbad.example&scope=admin&process=connect",
        {"process": "connect", "scope": "admin"},
    ).context["address"]
    asked = parse_qs(urlsplit(address).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert set(asked["scope"][0].split()) == {"openid", "email", "profile"}
    assert asked["code_challenge_method"] == ["S256"]
    assert address.startswith(provider.address)


def test_looking_starts_nothing(client, linked, provider):
    assert client.get(START).status_code == 405
    assert not provider.asked or provider.asked[-1][0] != "GET" or client.get(START).status_code


def test_another_host_name_changes_nothing_of_the_address_to_come_back_to(client, provider, db):
    assert client.post(START, headers={"Host": "bad.example"}).status_code == 400


# --- A provider that is down or lies about itself --------------------------------------------


def test_while_the_provider_is_down_the_other_ways_are_named(client, linked, provider):
    provider.is_down = True
    answer = client.post(START)
    assert answer.status_code == 503
    assert refused(client, answer, "does not answer at the moment")
    page = answer.content.decode()
    assert "come in another way now" in page
    assert reverse("account_request_login_code") in page
    assert reverse("account_login") in page


def test_a_provider_nobody_answers_for(client, linked, provider, settings):
    provider.address = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS = configured(provider)
    assert refused(client, client.post(START), "does not answer at the moment")


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://bad.example"},
        {"issuer": None},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_calls_itself_something_else_is_not_used(client, linked, provider, lie):
    provider.discovery = lie
    assert wrong(client, client.post(START))


def test_no_redirect_is_followed_when_asking(client, linked, provider):
    provider.redirects_to = f"{provider.address}/elsewhere"
    assert refused(client, client.post(START), "does not answer at the moment")


# --- Microsoft's kind --------------------------------------------------------------------------


@pytest.fixture
def entra(provider, settings):
    """A provider that several tenants share, as Entra is when more than one may sign in."""
    settings.SOCIALACCOUNT_PROVIDERS = configured(provider, tenants=[TENANT])
    provider.discovery = {"issuer": f"{provider.address}/{{tenantid}}/v2.0"}
    provider.claims = {
        "iss": f"{provider.address}/{TENANT}/v2.0",
        "tid": TENANT,
        "oid": "sam",
        "sub": "pairwise",
        "preferred_username": "Sam@portal.example",
        "email": "sam@portal.example",
    }
    return provider


def test_a_tenant_on_the_list_may_come_in(client, sam, entra):
    enter(client, entra)
    confirm(client, sam)
    assert may_work(client)
    entra.claims["sub"] = "the application was registered anew"
    again = Client()
    enter(again, entra)
    assert may_work(again)


@pytest.mark.parametrize(
    "lie",
    [
        {"tid": OTHER_TENANT},
        {"tid": None},
        {"tid": OTHER_TENANT, "iss": "own"},
        {"iss": "own"},
    ],
)
def test_another_tenant_gets_nowhere(client, sam, entra, lie):
    own = f"{entra.address}/{OTHER_TENANT}/v2.0"
    entra.claims |= {k: own if v == "own" else v for k, v in lie.items()}
    assert wrong(client, enter(client, entra))
    assert not letters()


def test_the_same_number_in_another_allowed_tenant_is_another_person(client, sam, entra, settings):
    settings.SOCIALACCOUNT_PROVIDERS = configured(entra, tenants=[TENANT, OTHER_TENANT])
    enter(client, entra)
    confirm(client, sam)
    entra.claims |= {"tid": OTHER_TENANT, "iss": f"{entra.address}/{OTHER_TENANT}/v2.0"}
    other = Client()
    assert refused(other, enter(other, entra), "belongs to another account of the trust")


@pytest.mark.parametrize(
    "lie", [{"preferred_username": "x@evil.example"}, {"preferred_username": None}]
)
def test_an_address_anyone_may_write_into_a_tenant_is_not_believed(client, sam, entra, lie):
    entra.claims |= lie
    assert refused(client, enter(client, entra), "does not confirm your email address")
    entra.claims["xms_edov"] = True
    assert enter(client, entra).url == CODE


def test_a_guest_of_the_tenant_gets_nowhere(client, sam, entra):
    entra.claims["acct"] = 1
    assert refused(client, enter(client, entra), "You are a guest")


# --- The second step ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": "mfa"}, True),
        ({"acr": "AAL2"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": []}, False),
        ({}, False),
    ],
)
def test_a_second_step_can_be_demanded_of_the_provider(
    client, linked, provider, settings, said, counts
):
    settings.SIGN_ON_PROOF = ["amr=mfa", "acr=AAL2"]
    provider.claims |= said
    enter(client, provider)
    asked = client.get(reverse(MINE))
    assert (asked.status_code == 200) is counts
    if not counts:
        assert asked.url == reverse("mfa_activate_totp")


def test_without_proof_ones_own_second_step_is_asked_for(client, cast, provider, settings):
    sam = with_password(cast.sam)
    first = Client()
    sign_in(first, sam)
    set_up_phone(first)
    enter(client, provider)
    confirm(client, sam)
    client.post(reverse("account_logout"))
    settings.SIGN_ON_PROOF = ["amr=mfa"]
    assert enter(client, provider).url == reverse("mfa_authenticate")
    assert not may_work(client)


# --- When the trust wants no other way -----------------------------------------------------------


def test_with_the_setting_a_password_opens_a_linked_account_no_more(
    client, cast, provider, settings
):
    sam = with_password(cast.sam)
    first = Client()
    enter(first, provider)
    confirm(first, sam)
    settings.SIGN_ON_ONLY = True
    assert refused(client, sign_in(client, sam), "sign in with your account of the trust")
    client.post(reverse("account_request_login_code"), {"email": sam.email})
    answer = client.post(reverse("account_confirm_login_code"), {"code": code(sam.email)})
    assert refused(client, answer, "sign in with your account of the trust")
    enter(client, provider)
    assert may_work(client)


def test_an_administrator_can_always_come_in_another_way(client, cast, provider, settings):
    ada = with_password(cast.ada)
    provider.claims |= {"email": ada.email, "sub": "ada"}
    first = Client()
    enter(first, provider)
    confirm(first, ada)
    settings.SIGN_ON_ONLY = True
    assert sign_in(client, ada, PASSWORD).url == reverse("home:start")


# --- What an administrator can do -----------------------------------------------------------------


def test_an_administrator_unlinks_and_the_sessions_end(client, as_person, linked, provider):
    enter(client, provider)
    ada = as_person("ada")
    page = reverse("users:account_detail", args=[linked.pk])
    assert "Linked" in ada.get(page).content.decode()
    ada.send(reverse("users:account_unlink_sign_on", args=[linked.pk]), {"reason": "New laptop"})
    assert "New laptop" in ada.get(page).content.decode()
    assert not may_work(client)
    assert "turned off" in last_letter(linked.email).text
    assert enter(client, provider).url == CODE
