"""Posts of staff brought in from files, and taken out again."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.imports.selectors.shown import refused_count, refused_rows
from core.imports.services.tidy import tidy_next
from core.imports.sockets import kind_of
from core.models import ImportDouble, ImportQuestion, Message
from core.service import System
from organisation import services
from organisation.imports.posts import duties_like
from organisation.models import Post, Service
from tests.core.imports.pages import words
from tests.organisation.imports.steps import (
    PARTS,
    POSTS,
    THANET,
    THERE,
    WARDS,
    answered,
    checked,
    loaded,
    matched,
    problems,
    undone,
)
from users.models import User
from users.services import close_account, invite_account, reopen_account


def test_posts_are_added_by_address_and_place(cast):
    rows = (
        f"{POSTS}Ivy@Portal.Example,,East Kent,{THANET},,1/4/2026,31/3/2027\n"
        f"sam@portal.example,,,{WARDS},Lead,,\n"
        "mailto:olu@portal.example,,East Kent,,lead,,\n"
    )
    batch = loaded(cast.ada, checked(cast.ada, "posts", rows))
    assert batch.came_in == {"posts": 3}
    ivy = Post.objects.get(person=cast.ivy)
    # The list says the last day; the portal keeps the first day without the post.
    assert (ivy.valid_from, ivy.valid_to) == (date(2026, 4, 1), date(2027, 4, 1))
    assert ivy.batch == batch
    assert Post.objects.get(person=cast.olu, batch=batch).directorate.name == "East Kent"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"ivy.m@example.nhs.uk ivy,,,{WARDS},,,", "is not an email address"),
        (f"ivy@kmpt.nhs.uk,,,{WARDS},,,", "but there is one for ivy@portal.example"),
        (f"ivy at portal,,,{WARDS},,,", "is not an email address"),
        (f",Ivy,,{WARDS},,,", "address is missing"),
        (f"amina@portal.example,,,{WARDS},,,", "no staff role"),
        ("ivy@portal.example,,,Littlebrok wards,,,", "There is no service"),
        (f"ivy@portal.example,,East Kent,{WARDS},,,", "in East Kent that is open"),
        ("ivy@portal.example,,,,,,", "Say in which service"),
        (f"ivy@portal.example,,,{WARDS},Boss,,", "not what a post can say"),
        (f"ivy@portal.example,,,{WARDS},,soon,", "not a day we can read"),
        (f"ivy@portal.example,,,{WARDS},,1/4/26,1/3/26", "must be after the first day"),
    ],
)
def test_a_post_that_cannot_be_says_what_to_do(cast, row, says):
    assert says in problems(checked(cast.ada, "posts", f"{POSTS}{row}\n"))[0]


def test_the_preview_says_the_days_as_the_list_does(cast):
    rows = (
        f"{POSTS}ivy@portal.example,,,{WARDS},,1/4/26,31/3/27\nolu@portal.example,,,{THANET},,,\n"
    )
    assert [line[3:5] for line in checked(cast.ada, "posts", rows).preview] == [
        ["1 April 2026", "31 March 2027"],
        ["All along", "No end"],
    ]


def test_a_post_that_somebody_has_is_a_double(cast):
    batch = checked(cast.ada, "posts", f"{POSTS}olu@portal.example,,,{WARDS},,,\n")
    assert "has this post already" in ImportDouble.objects.get(batch_id=batch.pk).words
    batch = checked(cast.ada, "posts", f"{POSTS}olu@portal.example,,,{WARDS},Lead,,\n")
    assert not ImportDouble.objects.filter(batch_id=batch.pk).exists()


NEW_PEOPLE = (
    f"{POSTS}New.Nurse @kmpt.nhs.uk,Nia Nurse,,{WARDS},,,\n"
    f"new.nurse@kmpt.nhs.uk ,Nia Nurse,,{THANET},,,\n"
    f"new.nurse@kmpt.nhs.uk,Nia Nurse,,{THANET},,,\n"
    f"someone@gmail.example,,,{WARDS},,,\n"
)


def test_people_without_an_account_are_invited_by_the_last_word(cast):
    batch = checked(cast.ada, "posts", NEW_PEOPLE)
    assert [line[-1] for line in batch.preview] == ["None yet"] * 3
    assert (batch.counts["waited_for"], batch.counts["waiting"]) == (2, 3)
    [[note, rows]] = batch.counts["notes"]
    assert ("not of the NHS" in note, rows) == (True, 1)
    sent = Message.objects.count()
    assert loaded(cast.ada, batch, invites=True).came_in == {"posts": 3, "invitations": 2}
    assert Message.objects.count() == sent + 2
    nia = User.objects.get(email="new.nurse@kmpt.nhs.uk")
    assert (nia.name, nia.roles, nia.has_usable_password()) == ("Nia Nurse", ["staff"], False)


def test_without_that_word_nobody_is_written_to_and_their_rows_stay_out(cast):
    batch = checked(cast.ada, "posts", f"{NEW_PEOPLE}ivy@portal.example,,,{WARDS},,,\n")
    sent = Message.objects.count()
    batch = loaded(cast.ada, batch)
    assert batch.came_in == {"posts": 1}
    assert Message.objects.count() == sent
    assert not User.objects.filter(email__startswith="new.nurse").exists()
    out = {number: reason for number, _cells, reason in refused_rows(batch)}
    assert set(out) == {2, 3, 4, 5}
    assert "was not invited" in out[2]
    assert refused_count(batch) == 4
    # Ivy’s row came in; the one that says the same as another stayed out as a double
    assert (batch.counts["ready"], batch.counts["coming_in"]["rows"]) == (2, 1)
    tidied = True
    while tidied:
        tidied = tidy_next(by=System("tests"))
    assert len(list(refused_rows(batch))) == 4


def test_when_all_wait_nothing_comes_in_and_the_page_says_why(cast):
    batch = loaded(cast.ada, checked(cast.ada, "posts", NEW_PEOPLE))
    assert batch.state == "checked"
    assert "the question on the last page" in batch.trouble
    assert loaded(cast.ada, batch, invites=True).came_in["invitations"] == 2


def test_the_page_of_the_last_word_says_how_many_are_written_to(as_person, cast):
    batch = checked(cast.ada, "posts", NEW_PEOPLE)
    ada, address = as_person("ada"), reverse("organisation:import_load", args=[batch.pk])
    page = ada.get(address).content.decode()
    assert "Send 2 invitations" in page
    assert "<strong>0 rows</strong>" in page
    assert "3 more rows come in only if you say so below" in page
    assert 'name="last_word"' in page
    assert "checked" not in page.partition('name="last_word"')[2].partition(">")[0]
    known = checked(cast.ada, "posts", f"{POSTS}ivy@portal.example,,,{WARDS},,,\n")
    page = ada.get(reverse("organisation:import_load", args=[known.pk])).content.decode()
    assert "invitation" not in page


def test_rows_that_wait_for_the_last_word_have_a_line_of_their_own(as_person, cast):
    batch = checked(cast.ada, "posts", f"{NEW_PEOPLE}ivy@portal.example,,,{WARDS},,,\n")
    ada = as_person("ada")
    said = words(ada.get(reverse("organisation:import_detail", args=[batch.pk])))
    assert (
        "Rows in the file 5 Will come in 1 row: 1 post Come in only if you say so on the last page "
        "3 Left out: likely doubles 1 With a problem 0"
    ) in said
    batch = loaded(cast.ada, batch, invites=True)
    said = words(ada.get(reverse("organisation:import_report", args=[batch.pk])))
    assert "Came in 4 rows: 4 posts Left out: likely doubles 1" in said


AMERICAN = (
    f"{POSTS}ivy@portal.example,,,{WARDS},,03/04/2026,\n"
    f"sam@portal.example,,,{WARDS},Lead,03/25/2026,\n"
)


@pytest.mark.parametrize("kind", ["posts", "parts"])
def test_dates_with_the_month_first_are_asked_about_once_and_never_read_silently(
    as_person, cast, kind
):
    parts = f"{PARTS[:-1]},From\nEast Kent,A,,03/04/2026\nEast Kent,B,,03/25/2026\n"
    batch = checked(cast.ada, kind, parts if kind == "parts" else AMERICAN)
    assert batch.state == "columns"
    page = as_person("ada").get(reverse("organisation:import_columns", args=[batch.pk]))
    assert "seem to have the month first: 03/25/2026 can only be 25 March 2026" in words(page)
    batch = matched(cast.ada, batch, day_order="month")
    loaded(cast.ada, batch)
    came = Post if kind == "posts" else Service
    days = (
        came.objects.filter(batch=batch).order_by("valid_from").values_list("valid_from", flat=True)
    )
    assert list(days) == [date(2026, 3, 4), date(2026, 3, 25)]


def test_where_a_list_has_both_ways_each_date_that_could_be_either_is_a_question(cast):
    rows = f"{AMERICAN}olu@portal.example,,,{THANET},,25/03/2026,\n"
    batch = matched(cast.ada, checked(cast.ada, "posts", rows), day_order="each")
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    assert question.sentence == "“03/04/2026” could be 3 April 2026 or 4 March 2026. Choose one."
    batch = answered(cast.ada, batch, "replace", "03/04/2026", "4 March 2026")
    loaded(cast.ada, batch)
    assert Post.objects.get(batch=batch, person=cast.ivy).valid_from == date(2026, 3, 4)
    assert Post.objects.get(batch=batch, person=cast.olu).valid_from == date(2026, 3, 25)


def test_an_address_that_is_like_one_of_an_account_can_be_said_to_be_right(cast):
    rows = f"{POSTS}olu@kmpt.nhs.uk,,,{WARDS},Lead,,\n"
    batch = checked(cast.ada, "posts", rows)
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    assert question.suggestions == "olu@portal.example"
    new = answered(cast.ada, batch, "add", "olu@kmpt.nhs.uk")
    assert (problems(new), new.counts["waited_for"]) == ([], 1)
    batch = checked(cast.ada, "posts", rows)
    batch = answered(cast.ada, batch, "replace", "olu@kmpt.nhs.uk", "olu@portal.example")
    assert loaded(cast.ada, batch).came_in == {"posts": 1}


@pytest.mark.parametrize(
    ("row", "asks", "suggests"),
    [
        ("o.adeyemi@kmpt.nhs.uk,Olu Adeyemi", "Olu Adeyemi has an account as olu", "olu"),
        ('o.adeyemi@kmpt.nhs.uk,"ADEYEMI, Dr Olu"', "has an account as olu", "olu"),
        ("callum.pryor@portal.example,", "there is one for callum.prior", "callum.prior"),
        ("callum.piror@portal.example,", "there is one for callum.prior", "callum.prior"),
    ],
)
def test_somebody_who_may_have_an_account_is_asked_about(cast, row, asks, suggests):
    invite_account(by=cast.ada, email="callum.prior@portal.example", name="", roles=["staff"])
    rows, address = f"{POSTS}{row},,{WARDS},Lead,,\n", f"{suggests}@portal.example"
    batch = checked(cast.ada, "posts", rows)
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    assert (asks in question.sentence, question.suggestions) == (True, address)
    new = answered(cast.ada, batch, "add", question.value)
    assert (problems(new), new.counts["waited_for"]) == ([], 1)
    batch = checked(cast.ada, "posts", rows)
    batch = answered(cast.ada, batch, "replace", question.value, address)
    assert loaded(cast.ada, batch).came_in == {"posts": 1}


@pytest.mark.parametrize(
    "row",
    ["o.adeyemi@kmpt.nhs.uk,Olu", "t.adeyemi@kmpt.nhs.uk,Tola Adeyemi", "iva@portal.example,"],
)
def test_somebody_quite_different_is_just_new(cast, row):
    assert problems(checked(cast.ada, "posts", f"{POSTS}{row},,{WARDS},,,\n")) == []


def test_nobody_is_invited_for_a_post_that_has_ended_or_not_begun(cast):
    today = timezone.localdate()
    day = timedelta(days=1)
    rows = (
        f"left@kmpt.nhs.uk,,,{WARDS},,,31/12/2023\n"
        f"left@kmpt.nhs.uk,,,{THANET},,,{today - day}\n"
        f"joins@kmpt.nhs.uk,,,{WARDS},,{today + day},\n"
        f"last.day@kmpt.nhs.uk,,,{WARDS},,,{today}\n"
        f"first.day@kmpt.nhs.uk,,,{WARDS},,{today},\n"
        f"ivy@portal.example,,,{WARDS},,,31/12/2023\n"
    )
    batch = checked(cast.ada, "posts", f"{POSTS}{rows}")
    assert [sentence.split(",")[0] for sentence in problems(batch)] == [
        "This post has ended",
        "This post has ended",
        "This post has not begun",
    ]
    # However many they are, one answer leaves all of a kind out
    questions = ImportQuestion.objects.filter(batch_id=batch.pk).order_by("first_row")
    assert [question.row_count for question in questions] == [2, 1]
    batch = loaded(cast.ada, batch, mode="good", invites=True)
    assert batch.came_in == {"posts": 3, "invitations": 2}
    invited = User.objects.filter(email__endswith="@kmpt.nhs.uk").values_list("email", flat=True)
    assert set(invited) == {"last.day@kmpt.nhs.uk", "first.day@kmpt.nhs.uk"}


@pytest.mark.parametrize("directorate", ["", "East Kent"])
def test_a_directorate_in_the_column_of_teams_is_a_post_in_all_of_it(cast, directorate):
    rows = f"{POSTS}ivy@portal.example,,{directorate},East Kent Directorate,Lead,,\n"
    batch = checked(cast.ada, "posts", rows)
    [[note, count]] = batch.counts["notes"]
    assert (note, count) == (
        "“East Kent Directorate” is a directorate: the post is in East Kent as a whole.",
        1,
    )
    batch = loaded(cast.ada, batch)
    post = Post.objects.get(batch=batch)
    assert (post.service, post.directorate.name, post.duty) == (None, "East Kent", "lead")


def test_a_misspelled_directorate_in_the_column_of_teams_is_suggested(cast):
    rows = f"{POSTS}ivy@portal.example,,,East Knet,Lead,,\n"
    batch = checked(cast.ada, "posts", rows)
    assert ImportQuestion.objects.get(batch_id=batch.pk).suggestions == "East Kent"
    batch = answered(cast.ada, batch, "replace", "East Knet", "East Kent")
    assert loaded(cast.ada, batch).came_in == {"posts": 1}


def test_a_directorate_does_not_stand_for_a_service_of_another(cast):
    rows = f"{POSTS}ivy@portal.example,,Acute,East Kent,Lead,,\n"
    assert "There is no service" in problems(checked(cast.ada, "posts", rows))[0]


def test_since_and_until_are_the_first_and_the_last_day(cast):
    rows = f"Email,Team,Since,Until\nivy@portal.example,{WARDS},1/4/2026,31/3/2027\n"
    assert checked(cast.ada, "posts", rows).preview[0][3:5] == ["1 April 2026", "31 March 2027"]


@pytest.mark.parametrize(
    ("title", "suggests"),
    [
        ("Peer worker", ["Member of the team"]),
        ("Band 6 Nurse", ["Member of the team"]),
        ("Ward manager", ["Lead", "Member of the team"]),
        ("Claims approval", ["Approves claims"]),
        ("Membre of the team", ["Member of the team"]),
        ("Boss", []),
        ("Finance", []),
    ],
)
def test_a_job_title_suggests_what_it_points_to_or_nothing(title, suggests):
    assert list(duties_like(title)) == suggests


def test_a_closed_service_names_the_one_that_follows(cast):
    wards = Service.objects.get(name=WARDS)
    thanet = Service.objects.get(name=THANET)
    today = timezone.localdate()
    services.close_service(
        by=cast.ada, service_id=wards.pk, expected=1, closes_on=today, successor_id=thanet.pk
    )
    batch = checked(cast.ada, "posts", f"{POSTS}ivy@portal.example,,,{WARDS},,,\n")
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    assert "closed on" in question.sentence
    assert question.suggestions == THERE
    batch = answered(cast.ada, batch, "replace", WARDS, THERE)
    assert loaded(cast.ada, batch).came_in == {"posts": 1}


def test_posts_are_taken_out_and_unused_accounts_close(cast):
    rows = f"{POSTS}a@kmpt.nhs.uk,,,{WARDS},,,\nb@kmpt.nhs.uk,,,{WARDS},,,\nivy@portal.example,,,{WARDS},,,\n"
    batch = loaded(cast.ada, checked(cast.ada, "posts", rows), invites=True)
    used = User.objects.get(email="b@kmpt.nhs.uk")
    services.add_post(
        by=cast.ada, person_id=used.pk, service_id=Service.objects.get(name=THANET).pk
    )
    assert undone(cast.ada, batch).taken_out == {"posts": 3, "invitations closed": 1}
    assert not User.objects.get(email="a@kmpt.nhs.uk").is_active
    assert User.objects.get(email="b@kmpt.nhs.uk").is_active
    assert not Post.objects.filter(batch=batch).exists()


NEW_NURSE = f"{POSTS}jo.new@kmpt.nhs.uk,Jo New,,{WARDS},,,\n"


def test_who_was_invited_by_an_import_taken_out_can_be_invited_again(cast):
    undone(cast.ada, loaded(cast.ada, checked(cast.ada, "posts", NEW_NURSE), invites=True))
    batch = checked(cast.ada, "posts", NEW_NURSE)
    assert (problems(batch), batch.counts["waited_for"]) == ([], 1)
    assert batch.preview[0][-1] == "Opens again"
    batch = loaded(cast.ada, batch, invites=True)
    assert batch.came_in == {"posts": 1, "invitations": 1}
    jo = User.objects.get(email="jo.new@kmpt.nhs.uk")
    assert jo.is_active
    assert Message.objects.order_by("pk").last().purpose == "invitation"
    # Taken out once more, the account that this import opened closes again
    assert undone(cast.ada, batch).taken_out == {"posts": 1, "invitations closed": 1}
    jo.refresh_from_db()
    assert not jo.is_active


def test_an_account_closed_by_hand_is_not_opened_by_an_import(cast):
    undone(cast.ada, loaded(cast.ada, checked(cast.ada, "posts", NEW_NURSE), invites=True))
    jo = User.objects.get(email="jo.new@kmpt.nhs.uk")
    reopen_account(by=cast.ada, account_id=jo.pk, reason="She starts after all")
    close_account(by=cast.ada, account_id=jo.pk, reason="She does not")
    [sentence] = problems(checked(cast.ada, "posts", NEW_NURSE))
    assert sentence == "The account of Jo New is closed."


def test_a_post_that_was_ended_since_stays_unless_it_is_chosen(cast):
    batch = loaded(
        cast.ada, checked(cast.ada, "posts", f"{POSTS}ivy@portal.example,,,{WARDS},,,\n")
    )
    post = Post.objects.get(batch=batch)
    services.end_post(by=cast.ada, post_id=post.pk, ends_on=date(2027, 1, 1))
    [each] = kind_of("posts").changed_since(batch_id=batch.pk)
    assert each.what.startswith("Changed by Ada Lindqvist on ")
    assert undone(cast.ada, batch).taken_out == {}
    assert Post.objects.filter(pk=each.key).exists()


def test_all_or_nothing_holds_when_somebody_was_quicker(cast):
    """The second post meets the first of the same file on some days, which only loading sees."""
    rows = (
        f"{POSTS}ivy@portal.example,,,{WARDS},,1/1/2026,\nivy@portal.example,,,{WARDS},,1/2/2026,\n"
    )
    batch = loaded(cast.ada, checked(cast.ada, "posts", rows))
    assert batch.state == "checked"
    assert "already has this post" in batch.trouble
    assert not Post.objects.filter(batch=batch).exists()
