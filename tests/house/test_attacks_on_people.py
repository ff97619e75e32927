"""What a curious colleague, a co-creator and an outsider try on somebody who is hidden from them."""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from model_bakery import baker

from community.models import Letter, Person
from community.services.consents import record_consents
from community.services.entries import begin_entry
from community.services.joining import save_answers
from community.services.needs import NeedEntry, keep_needs_from, set_needs
from community.services.people import change_person
from community.services.rights import ask_right
from community.services.support import ContactEntry, offer_adjustment, set_emergency_contact
from community.tasks import compare_people
from core.models import SavedView
from tests.community.people import BY, someone
from tests.house.access_pages import VISITOR, Page
from tests.house.access_table import TABLE
from tests.house.asking import ADDRESSES, none_of, path_of
from tests.house.usual import USUAL
from tests.house.world import World
from users.services import open_joined_account

NAME, MAIL, PHONE, WORD = "Zaphira Quillfeather", "zq7@canary.example", "07700 955 731", "xylocarp"
NEEDLES = [each.encode() for each in ("Zaphira", "Quillfeather", MAIL, PHONE, WORD)]
# Staff, co-creators, everybody else: all but the involvement team, whose work this is.
OUTSIDERS = [VISITOR, "closed", "amina", "ben", "sam", "olu", "cal", "fin", "stella", "ada"]
NOWHERE = 999_999_999
NO_ENTRY = "00000000-0000-4000-8000-000000000000"


class HiddenWorld(World):
    """The same world, in which every record is that of somebody hidden."""

    @cached_property
    def hidden_person(self) -> Person:
        account = open_joined_account(by=BY, email=MAIL, name=NAME)
        person = someone(
            NAME,
            account=account,
            email=MAIL,
            is_email_confirmed=True,
            phone=PHONE,
            shown_name=f"{WORD}-shown",
            brings=f"I bring {WORD}",
            language=f"{WORD}ese",
            is_post_wanted=True,
            address=f"1 {WORD} Street",
            is_hidden=True,
        )
        for text in (f"now {WORD}", f"later {WORD}"):
            change_person(by=account, person_id=person.pk, expected=None, changes={"brings": text})
        choices = {("newsletter", "email"): True}
        record_consents(by=BY, person_id=person.pk, choices=choices, source="paper", note=WORD)
        entry = ContactEntry(name=f"{WORD} next door", phone=PHONE)
        set_emergency_contact(by=account, person_id=person.pk, entry=entry)
        return person

    @property
    def person(self):
        return self.hidden_person

    @property
    def member(self):
        return self.hidden_person

    @property
    def entered(self):
        return self.hidden_person

    @cached_property
    def need(self):
        entries = [NeedEntry("place_quiet", "hosts", WORD)]
        return set_needs(by=BY, person_id=self.person.pk, entries=entries)[0]

    @cached_property
    def kept_from(self):
        return keep_needs_from(by=BY, person_id=self.person.pk, email=f"{WORD}@trust.example")

    @cached_property
    def adjustment(self):
        return offer_adjustment(by=BY, person_id=self.person.pk, offered=f"A {WORD}")

    @cached_property
    def rights_request(self):
        return ask_right(by=BY, person_id=self.person.pk, kind="correction", words=WORD)

    @cached_property
    def letter(self) -> Letter:
        # Sam entered them; since then they asked to be hidden.
        return baker.make(Letter, person=self.person, is_by_post=True, made_by=self.cast.sam)

    @cached_property
    def joining(self):
        """Somebody whom Ivy is entering."""
        row = begin_entry(by=self.cast.ivy, way_in="telephone")
        values = {"name": NAME, "email": MAIL, "phone": PHONE}
        save_answers(
            by=self.cast.ivy,
            joining_id=row.pk,
            page="who",
            values=values,
            expected=0,
            in_words=lambda _: {},
        )
        return row


# What stands for somebody's own thing in an address; a partner or a word of a list does not.
THEIRS = {
    *("person", "member", "hidden_person", "entered", "need", "kept_from", "adjustment"),
    *("emergency_look", "rights_request", "letter", "joining", "by_hand", "role_held", "merge"),
}


def pages_of_people() -> list[Page]:
    """Every address of this app with somebody in it."""
    found = [page for page in TABLE if page.name.startswith("community:")]
    return [page for page in found if names_of(page) & THEIRS]


def names_of(page: Page) -> set[str]:
    return {
        page.arguments.get(name) or USUAL.get(name, name) for name in ADDRESSES[page.name].arguments
    }


class Nobody(World):
    """Numbers that nothing has."""

    def value(self, argument: str, stands_for: str = "") -> object:
        thing = stands_for or USUAL.get(argument, argument)
        if thing == "joining":
            return NO_ENTRY
        return NOWHERE if thing in THEIRS else super().value(argument, stands_for)


def plain(body: bytes, path: str) -> bytes:
    """A page without what differs each time it is drawn, and without its own address."""
    text = body.decode()
    for own in (path, quote(path), quote(path, safe="")):
        text = text.replace(own, "PATH")
    text = re.sub(r'(nonce|value)="[^"]{16,}"', "", text)
    return text.encode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_number_in_an_address_tells_nobody_anything(site, method):
    """A2: for who may not, a hidden person is exactly as if there were no such number."""
    world, nobody, wrong = HiddenWorld(), Nobody(), []
    pages = [(page, path_of(page, world), path_of(page, nobody)) for page in pages_of_people()]
    assert len(pages) > 50
    told = 0
    for page, path, missing in pages:
        for key in OUTSIDERS:
            answer, other = site.ask(method, path, key), site.ask(method, missing, key)
            said = b"" if answer.streaming else answer.content
            told += 1
            if any(each in said for each in NEEDLES):
                wrong.append(f"{key} {method} {path} ({page.name}): says who it is")
            if answer.status_code in (200, 500) or answer.status_code != other.status_code:
                wrong.append(
                    f"{key} {method} {path} ({page.name}): {answer.status_code}, "
                    f"of nobody {other.status_code}"
                )
            elif plain(said, path) != plain(other.content, missing):
                wrong.append(f"{key} {method} {path} ({page.name}): another page than of nobody")
    none_of(wrong)
    assert told > 500


def test_no_list_or_search_tells_of_who_is_hidden(site):
    world, wrong = HiddenWorld(), []
    for thing in ("need", "adjustment", "rights_request", "letter", "joining", "champion"):
        getattr(world, thing)
    someone("Zaphyra Quilfeather", email=MAIL)
    compare_people()
    asked = [
        *("q=Zaphira", f"q={quote(MAIL)}", f"q={quote(PHONE)}", f"q={WORD}", "q=P"),
        *(f"q=P{world.person.pk:05d}", "sort=-name"),
    ]
    plain_pages = [
        path_of(page, world)
        for page in TABLE
        if not names_of(page)
        and page.name.split(":")[0]
        in ("home", "community", "activities", "core", "claims", "impact")
    ]
    assert len(plain_pages) > 40
    searched = 0
    for path in plain_pages:
        for key in ("amina", "sam", "stella", "ada"):
            whole = read(site.ask("get", path, key))
            # A page without a field to search in answers alike whatever is asked of it.
            queries = [each for each in asked if b'name="q"' in whole or b"sort=" in whole]
            searched += len(queries)
            for query in queries:
                body = read(site.ask("get", f"{path}?{query}", key))
                # What was typed stands in the field again; what belongs to it does not.
                looked_for = NEEDLES[1:2] if query.startswith("q=") else NEEDLES
                wrong += [f"{key} {path}?{query}: {each}" for each in looked_for if each in body]
            wrong += [f"{key} {path}: {each}" for each in NEEDLES if each in whole]
    none_of(wrong)
    assert searched > 50


def read(answer) -> bytes:
    return b"" if answer.streaming else answer.content


def test_what_the_team_looked_for_is_not_shared_with_who_may_not_see_it(as_person, cast):
    HiddenWorld().person.refresh_from_db()
    ivy, people = as_person("ivy"), "community:person_list"
    add = reverse("core:saved_view_add", args=[people])
    sent = {"name": "Whom I look for", "is_shared": "on"}
    refused = ivy.send(f"{add}?q={quote(NAME)}&district=", sent)
    assert "may name somebody" in refused.content.decode()
    assert ivy.send(f"{add}?q={quote(NAME)}", {"name": "Mine"}).status_code == 302
    view = SavedView.objects.get()
    change = reverse("core:saved_view_change", args=[view.pk])
    shared = ivy.send(change, {**sent, "version": view.version})
    assert "may name somebody" in shared.content.decode()
    # Without words it is shared as everywhere.
    assert ivy.send(f"{add}?meets=online", {**sent, "name": "Online"}).status_code == 302
    page = as_person("sam").get("/community/people/").content.decode()
    assert "Online" in page
    assert "Zaphira" not in page


def test_a_file_of_the_people_leaves_out_who_is_hidden(as_person, cast):
    HiddenWorld().person.refresh_from_db()
    someone("Dana Whitlock", shown_name="Dana")
    got = as_person("sam").get("/community/people/", {"download": "csv"})
    body = b"".join(got.streaming_content) if got.streaming else got.content
    assert b"Dana" in body
    assert not [each for each in NEEDLES if each in body]
    assert b"Whitlock" not in body


@pytest.mark.parametrize("path", ["/community/people/", "/search/"])
def test_a_search_for_somebody_hidden_is_one_for_nobody(site, path):
    HiddenWorld().person.refresh_from_db()
    for real, unreal in (("Zaphira", "Zaphixx"), (WORD, "xylocaxx"), (MAIL, "zq7@canaxx.example")):
        said = []
        for word in (real, unreal):
            answer = site.ask("get", f"{path}?q={quote(word)}", "sam")
            text = plain(answer.content, path).decode()
            said.append(text.replace(word, "WORD").replace(quote(word), "WORD"))
        assert said[0] == said[1], real


@pytest.mark.parametrize("page", ["person_detail", "letter_detail"])
def test_nobody_and_somebody_hidden_cost_as_many_queries(site, page):
    """What the body does not tell, the time of the answer must not tell either."""
    [line] = [each for each in TABLE if each.name == f"community:{page}"][:1]
    numbers = []
    for world in (HiddenWorld(), Nobody()):
        path = path_of(line, world)
        site.ask("get", path, "olu")
        with CaptureQueriesContext(connection) as asked:
            assert site.ask("get", path, "olu").status_code == 404
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
