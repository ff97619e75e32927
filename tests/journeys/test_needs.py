"""What somebody needs: said on a phone, read by the team under their eyes, kept from one colleague."""

from __future__ import annotations

from django.db import connection

from tests.community.people import someone
from users.models import User


def test_amina_says_what_she_needs_and_sees_who_read_it(visitor, committed_db):
    # Given Amina with a phone 320 points wide
    account = User.objects.get(email="amina@portal.example")
    record = someone("Amina Yusuf", account=account)
    connection.close()
    page = f"/community/people/{record.pk}/needs/"
    amina = visitor(phone=True).enter_as("amina")
    amina.go(page).sees("This is not part of your health record").is_well()
    # When she ticks two needs and says who may know them
    amina.go(f"{page}add/environment/").is_well()
    amina.choose("No steps").choose("A quiet room to go to")
    amina.choose("Everybody who hosts what I take part in").click("Save")
    amina.sees("A quiet room to go to").is_well().picture("needs-phone", part="main")
    # Then Ivy reads them on her page, and Sam, from whom nothing is kept, does not
    ivy = visitor().enter_as("ivy")
    ivy.go(page).sees("They can see that you read this page").is_well()
    ivy.picture("needs-team")
    sam = visitor().enter_as("sam")
    sam.go(f"/community/people/{record.pk}/").is_well()
    assert "A quiet room to go to" not in sam.page.content()
    # And Amina sees who read it, and keeps it from them
    amina.go(page).sees("Ivy Marsh").is_well()
    amina.go(f"{page}keep-from/").is_well()
    amina.type("Their work email address", "ivy@portal.example").click("Do not show it to them")
    amina.sees("They are not shown it").is_well()
    assert ivy.page.goto(ivy.address + page).status == 404
