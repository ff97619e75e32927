"""What people need at a session: confirmed, told to its organiser alone, and met or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Felt, Opportunity, SessionNeed, SignUp
from activities.paper import next_data, pack_data
from activities.selectors.preparation import told_needs
from activities.services.preparation import answer_session_need, change_session_needs
from activities.services.sign_ups import withdraw_sign_up
from community.models import Adjustment, Look, Need
from community.services.merging import merge_people
from community.services.needs import NeedEntry, change_need, end_need, keep_needs_from, set_needs
from core.models import Act
from core.service import Refused
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone
from tests.house.world import World


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def amina(world):
    """Amina, with one need for organisers and one for the team alone."""
    set_needs(
        by=BY,
        person_id=world.member.pk,
        entries=[
            NeedEntry("place_step_free", "organiser"),
            NeedEntry("format_easy_read", "team"),
        ],
    )
    return world.member


def page(client, name: str, *arguments) -> str:
    return client.get(address(name, *arguments)).content.decode()


def words(code: str) -> str:
    return str(Need.objects.get(code=code))


def test_needs_are_shown_to_confirm_and_only_what_is_ticked_is_told(as_person, world, amina):
    made, member = world.opportunity, as_person("amina")
    form = member.get(address("sign_up_add", made.pk)).context["form"]
    shared = Need.objects.get(code="place_step_free")
    kept = Need.objects.get(code="format_easy_read")
    assert [pk for pk, _ in form.fields["needs"].choices] == [kept.pk, shared.pk]
    assert form.fields["needs"].initial == [shared.pk]
    member.send(
        address("sign_up_add", made.pk),
        {"needs": [shared.pk], "needs_note": "I come with a dog", "shown_name": "Mina"},
    )
    shown = page(as_person("sam"), "opportunity_prepare", made.pk)
    assert "Mina" in shown
    assert words("place_step_free") in shown
    assert "I come with a dog" in shown
    assert words("format_easy_read") not in shown
    # It is on record for Amina that Sam looked, and why; leafing back is the same look
    page(as_person("sam"), "opportunity_prepare", made.pk)
    look = Look.objects.get(person=amina)
    assert (look.by, look.what, look.reason) == (world.cast.sam, "needs", "Planned by sam")


def test_nothing_is_told_where_nothing_is_ticked_and_it_can_be_changed(as_person, world, amina):
    made, member = world.opportunity, as_person("amina")
    member.send(address("sign_up_add", made.pk), {"needs": []})
    row = SignUp.objects.get(person=amina)
    assert "Told us of nothing" in page(as_person("sam"), "opportunity_prepare", made.pk)
    assert not Look.objects.exists()
    kept = Need.objects.get(code="format_easy_read")
    member.send(address("sign_up_needs", row.pk), {"needs": [kept.pk], "needs_note": ""})
    assert words("format_easy_read") in page(as_person("sam"), "opportunity_prepare", made.pk)
    assert words("format_easy_read") in page(member, "sign_up_detail", row.pk)


def test_who_is_signed_up_by_telephone_shares_what_they_share_with_organisers(world, amina):
    row = place_for(world.opportunity, amina)
    told = SessionNeed.objects.filter(sign_up=row).values_list("need__code", flat=True)
    assert list(told) == ["place_step_free"]


def test_needs_of_others_cannot_be_sent_along(as_person, world, amina):
    other = someone("Bo Marsh")
    set_needs(by=BY, person_id=other.pk, entries=[NeedEntry("format_audio", "organiser")])
    theirs = Need.objects.get(code="format_audio")
    with pytest.raises(Refused, match="Choose from the list"):
        place_for(world.opportunity, amina, need_ids=(theirs.pk,))
    answer = as_person("amina").send(
        address("sign_up_add", world.opportunity.pk), {"needs": [theirs.pk]}
    )
    assert answer.status_code == 200
    assert not SignUp.objects.exists()


def test_met_or_not_and_why_stands_in_the_persons_own_record(as_person, world, amina):
    made = world.opportunity
    row = SessionNeed.objects.get(sign_up=place_for(made, amina), is_told=True)
    asked = (row.sign_up_id, row.need_id)
    sam = as_person("sam")
    assert "1 need is still open" in page(sam, "opportunity_prepare", made.pk)
    missing = sam.send(address("session_need_answer", *asked), {"is_met": "no"})
    assert "Say why it was not there" in missing.content.decode()
    said = {"is_met": "no", "why_not": "The lift is broken. We meet on the ground floor."}
    sam.send(address("session_need_answer", *asked), said)
    assert "The lift is broken" in page(sam, "opportunity_prepare", made.pk)
    found = Adjustment.objects.get(person=amina)
    assert (found.is_met, found.need_id) == (False, row.need_id)
    assert "Planned by sam" in found.offered
    own = as_person("amina").get(reverse("community:needs_detail", args=[amina.pk]))
    assert "The lift is broken" in own.content.decode()
    # The answer can change; it stays one
    sam.send(address("session_need_answer", *asked), {"is_met": "yes"})
    assert Adjustment.objects.get(person=amina).is_met is True


def test_others_neither_read_nor_answer(as_person, world, amina):
    made = world.opportunity
    row = SessionNeed.objects.get(sign_up=place_for(made, amina))
    asked = (row.sign_up_id, row.need_id)
    for key in ("olu", "cal", "amina"):
        client = as_person(key)
        assert client.get(address("opportunity_prepare", made.pk)).status_code == 403
        assert client.get(address("session_need_answer", *asked)).status_code == 403
    with pytest.raises(Refused):
        answer_session_need(
            by=world.cast.olu, sign_up_id=row.sign_up_id, need_id=row.need_id, is_met=True
        )


def test_who_keeps_needs_from_the_organiser_shows_none_of_them(as_person, world, amina):
    made = world.opportunity
    row = SessionNeed.objects.get(sign_up=place_for(made, amina, needs_note="A quiet room"))
    asked = (row.sign_up_id, row.need_id)
    keep_needs_from(by=BY, person_id=amina.pk, email=world.cast.sam.email)
    shown = page(as_person("sam"), "opportunity_prepare", made.pk)
    assert words("place_step_free") not in shown
    assert "A quiet room" not in shown
    assert "Ask a colleague to prepare it" in shown
    assert as_person("sam").get(address("session_need_answer", *asked)).status_code == 404
    assert "A quiet room" in page(as_person("ivy"), "opportunity_prepare", made.pk)


def test_what_was_kept_by_a_record_that_was_joined_stays_kept(as_person, world, amina):
    made = world.opportunity
    place_for(made, amina, needs_note="A quiet room")
    other = someone("Amina Y")
    keep_needs_from(by=BY, person_id=other.pk, email=world.cast.sam.email)
    merge_people(by=world.cast.ivy, kept_id=amina.pk, gone_id=other.pk, chosen={})
    shown = page(as_person("sam"), "opportunity_prepare", made.pk)
    assert "A quiet room" not in shown
    assert words("place_step_free") not in shown
    assert "Ask a colleague to prepare it" in shown


def test_a_need_that_ended_or_a_place_given_back_is_not_on_the_list(as_person, world, amina):
    made = world.opportunity
    sign_up = place_for(made, amina)
    end_need(by=BY, need_id=Need.objects.get(code="place_step_free").pk)
    sam = as_person("sam")
    assert "Told us of nothing" in page(sam, "opportunity_prepare", made.pk)
    withdraw_sign_up(by=BY, sign_up_id=sign_up.pk)
    assert "Nobody has a place yet" in page(sam, "opportunity_prepare", made.pk)


@pytest.mark.parametrize("size", ["", "large", "../x"])
def test_the_paper_pack_is_a_tagged_pdf_with_no_names(as_person, world, amina, size):
    made = world.opportunity
    place_for(made, amina, shown_name="Mina")
    Opportunity.objects.filter(pk=made.pk).update(ground_rules="We #listen[1] *and* $wait$.")
    answer = as_person("sam").get(address("opportunity_pack", made.pk), {"size": size})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"/MarkInfo" in answer.content or b"StructTreeRoot" in answer.content
    made.refresh_from_db()
    said = str(pack_data(made, "large" if size == "large" else "a4"))
    assert "Mina" not in said
    assert "Yusuf" not in said
    assert "We #listen[1] *and* $wait$." in said


def test_everybody_with_a_place_has_a_line_on_the_sign_in_sheet(as_person, world):
    made = open_session(places=150)
    Opportunity.objects.filter(pk=made.pk).update(places_taken=130)
    made.refresh_from_db()
    assert pack_data(made, "a4")["sheet"]["lines"] == 134
    answer = as_person("ivy").get(address("opportunity_pack", made.pk))
    # Four A4 sheets of lines at least, and the pack itself.
    assert answer.content.count(b"/Type/Page") + answer.content.count(b"/Type /Page") > 5


def test_the_pack_has_a_slip_to_reply_and_the_questions_of_the_page(world):
    reply, felt = pack_data(world.opportunity, "large")["forms"]
    asked = [question["heading"] for question in reply["questions"]]
    assert "Do you need us to book or pay for travel?" in asked
    assert "What do you need, so that you can take part?" in asked
    shared, used = (question["choices"] for question in felt["questions"][:2])
    assert shared == tuple(str(words) for words in Felt.Shared.labels)
    assert used == tuple(str(words) for words in Felt.Used.labels)
    # Levels are never named to people
    assert "Co-create" not in str(felt)


@pytest.mark.parametrize("size", ["", "large", "../x"])
def test_what_happens_next_can_be_printed_once_it_is_written(as_person, world, size):
    made, sam = world.opportunity, as_person("sam")
    where = address("opportunity_next_paper", made.pk)
    assert sam.get(where, {"size": size}).status_code == 404
    told = world.opportunity_told
    answer = sam.get(where, {"size": size})
    assert answer["Content-Type"] == "application/pdf"
    assert b"StructTreeRoot" in answer.content or b"/MarkInfo" in answer.content
    words = "We #plant[1] in *May*.\n\nWe cannot keep the pond."
    assert next_data(told.session, words, "large")["lines"] == words.split("\n\n")
    assert as_person("olu").get(where).status_code == 403


def test_as_many_queries_for_many_as_for_few(as_person, world, django_assert_max_num_queries):
    made, client, counts = open_session(places=50), as_person("ivy"), []
    for number in (1, 6):
        for each in range(number):
            person = someone(f"Person {number} {each}")
            set_needs(by=BY, person_id=person.pk, entries=[NeedEntry("format_audio", "organiser")])
            place_for(made, person)
        with django_assert_max_num_queries(100) as seen:
            client.get(address("opportunity_prepare", made.pk))
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- By telephone -------------------------------------------------------------------------


def by_phone(client, made, person, **said):
    """Somebody is signed up on the telephone; what follows is asked next."""
    data = {"person": f"P{person.pk:05d}", "needs_note": "", **said}
    return client.send(address("sign_up_enter", made.pk), data)


def test_who_calls_is_asked_what_they_need_and_it_is_on_record(as_person, world, amina):
    ivy = as_person("ivy")
    answer = by_phone(ivy, world.opportunity, amina)
    row = SignUp.objects.get(person=amina)
    assert answer["Location"] == address("session_needs_enter", row.pk)
    form = ivy.get(answer["Location"]).context["form"]
    shared = Need.objects.get(code="place_step_free")
    kept = Need.objects.get(code="format_easy_read")
    assert {pk for pk, _ in form.fields["needs"].choices} == {shared.pk, kept.pk}
    assert "with the team alone" in dict(form.fields["needs"].choices)[kept.pk]
    ivy.send(
        answer["Location"],
        {"needs": [shared.pk, kept.pk], "needs_note": "A seat by the door", "version": 1},
    )
    shown = page(as_person("sam"), "opportunity_prepare", world.opportunity.pk)
    assert words("format_easy_read") in shown
    assert "A seat by the door" in shown
    act = Act.objects.filter(service="activities.change_session_needs").latest("at")
    assert (act.by, act.is_for_subject, act.subject_id) == (world.cast.ivy, True, amina.pk)
    assert "A seat by the door" in page(as_person("amina"), "sign_up_detail", row.pk)


def test_the_organiser_sees_no_more_than_what_they_were_told(as_person, world, amina):
    sam = as_person("sam")
    row = place_for(world.opportunity, amina)
    asked = page(sam, "session_needs_enter", row.pk)
    assert words("place_step_free") in asked
    assert words("format_easy_read") not in asked
    assert Look.objects.filter(person=amina, by=world.cast.sam, what="needs").count() == 1
    kept = Need.objects.get(code="format_easy_read")
    for typed in ([kept.pk], [999_999]):
        sam.send(address("session_needs_enter", row.pk), {"needs": typed, "needs_note": ""})
        assert [each.code for each in told_needs(row)] == ["place_step_free"]
    with pytest.raises(Refused, match="Choose from the list"):
        change_session_needs(
            by=world.cast.sam, sign_up_id=row.pk, need_ids=[kept.pk], needs_note=""
        )
    # What the team ticked stays where the organiser takes away what they see
    sam.send(address("session_needs_enter", row.pk), {"needs": [], "needs_note": "None of it"})
    assert told_needs(row) == []


def test_whom_needs_are_kept_from_neither_reads_nor_writes_them(as_person, world, amina):
    row = place_for(world.opportunity, amina, needs_note="A quiet room")
    keep_needs_from(by=BY, person_id=amina.pk, email=world.cast.sam.email)
    sam = as_person("sam")
    shown = page(sam, "session_needs_enter", row.pk)
    assert "Ask a colleague" in shown
    assert "A quiet room" not in shown
    assert words("place_step_free") not in shown
    sam.send(address("session_needs_enter", row.pk), {"needs_note": "Nothing"})
    row.refresh_from_db()
    assert row.needs_note == "A quiet room"
    # Signing somebody up leads back to who comes then
    withdraw_sign_up(by=BY, sign_up_id=row.pk)
    answer = by_phone(sam, world.opportunity, amina)
    assert answer["Location"] == address("opportunity_run", world.opportunity.pk)


def test_who_does_not_run_it_writes_nothing_down(as_person, world, amina):
    row = place_for(world.opportunity, amina)
    for key in ("olu", "cal", "amina"):
        assert as_person(key).get(address("session_needs_enter", row.pk)).status_code == 403
    with pytest.raises(Refused, match="those who run the session"):
        change_session_needs(by=world.cast.olu, sign_up_id=row.pk, need_ids=[], needs_note="x")


# --- Said later ---------------------------------------------------------------------------


def say_later(person, code: str, shared_with: str = "organiser") -> Need:
    (need,) = set_needs(by=BY, person_id=person.pk, entries=[NeedEntry(code, shared_with)])
    return need


def test_what_is_said_later_reaches_who_organises_what_they_come_to(as_person, world, amina):
    made, sam = world.opportunity, as_person("sam")
    row = place_for(made, amina)
    need = say_later(amina, "place_quiet", "hosts")
    say_later(amina, "format_audio", "team")
    shown = page(sam, "opportunity_prepare", made.pk)
    assert f"{need} <strong>(new: said since they signed up)</strong>" in shown
    assert words("format_audio") not in shown
    assert "2 needs are still open" in shown
    assert str(need) in page(as_person("amina"), "sign_up_detail", row.pk)
    # Once it is answered it is no news, and stands in the person's own record
    sam.send(address("session_need_answer", row.pk, need.pk), {"is_met": "yes"})
    assert "(new" not in page(sam, "opportunity_prepare", made.pk)
    assert Adjustment.objects.get(person=amina, need=need).is_met is True
    # What they share from now on with the team alone was never told
    change_need(
        by=BY,
        need_id=Need.objects.get(code="format_audio").pk,
        expected=None,
        detail="",
        shared_with="organiser",
    )
    assert words("format_audio") in page(sam, "opportunity_prepare", made.pk)


def test_what_was_left_out_is_not_told_as_new(as_person, world, amina):
    row = place_for(world.opportunity, amina, need_ids=())
    assert told_needs(row) == []
    assert "Told us of nothing" in page(as_person("sam"), "opportunity_prepare", row.opportunity_id)
    as_person("amina").send(
        address("sign_up_needs", row.pk),
        {"needs": [Need.objects.get(code="place_step_free").pk], "needs_note": ""},
    )
    assert [each.code for each in told_needs(row)] == ["place_step_free"]
    as_person("amina").send(address("sign_up_needs", row.pk), {"needs": [], "needs_note": ""})
    assert told_needs(row) == []


def test_what_is_said_after_a_session_is_no_business_of_its_organiser(as_person, world, amina):
    made = world.opportunity
    place_for(made, amina)
    type(made.session).objects.filter(pk=made.session_id).update(
        held_on=timezone.localdate() - timedelta(days=1)
    )
    need = say_later(amina, "place_quiet")
    shown = page(as_person("sam"), "opportunity_prepare", made.pk)
    assert words("place_step_free") in shown
    assert str(need) not in shown


def test_the_start_page_says_what_is_open_for_sessions_soon(as_person, world, amina):
    made = world.opportunity
    row = place_for(made, amina)
    say_later(amina, "place_quiet")
    sam = as_person("sam")
    assert "2 needs are still open" in sam.get("/").content.decode()
    assert "2 needs are still open" in as_person("ivy").get("/").content.decode()
    assert "still open" not in as_person("olu").get("/").content.decode()
    first = Need.objects.get(code="place_step_free")
    sam.send(address("session_need_answer", row.pk, first.pk), {"is_met": "yes"})
    assert "1 need is still open" in sam.get("/").content.decode()
    keep_needs_from(by=BY, person_id=amina.pk, email=world.cast.sam.email)
    assert "still open" not in sam.get("/").content.decode()
    later = timezone.localdate() + timedelta(days=8)
    type(made.session).objects.filter(pk=made.session_id).update(held_on=later)
    assert "still open" not in as_person("ivy").get("/").content.decode()
