"""Services: keywords only, one transaction, one act; what the database keeps of it."""

from __future__ import annotations

import pytest
from django.db import connection

from community.models import Partner
from core.models import Act
from core.service import NotAllowed, Refused, System, acting, is_acting, refuse, service

pytestmark = pytest.mark.django_db


@service
def add_partner(*, by, name: str) -> Partner:
    partner = Partner.objects.create(name=name)
    acting().subject = partner
    return partner


@service
def add_two(*, by) -> None:
    add_partner(by=by, name="One")
    add_partner(by=by, name="Two")


@service
def add_and_refuse(*, by) -> None:
    add_partner(by=by, name="Never")
    refuse("This is why not.", field="name")


def test_a_service_leaves_one_act_with_who_and_what(cast):
    partner = add_partner(by=cast.ivy, name="Mind in Kent")
    act = Act.objects.get(subject_type="community.partner", subject_id=partner.pk)
    assert act.by == cast.ivy
    assert act.system == ""
    assert act.service.endswith(".add_partner")


def test_the_portal_itself_acts_by_name():
    add_partner(by=System("reminders"), name="Mind in Kent")
    assert Act.objects.latest("at").system == "reminders"


def test_a_service_inside_another_joins_its_act(cast):
    before = Act.objects.count()
    add_two(by=cast.ivy)
    assert Act.objects.count() == before + 1
    assert Partner.objects.filter(name__in=["One", "Two"]).count() == 2


def test_a_refusal_undoes_everything_and_says_why(cast):
    before = Act.objects.count()
    with pytest.raises(Refused) as refusal:
        add_and_refuse(by=cast.ivy)
    assert (refusal.value.sentence, refusal.value.field) == ("This is why not.", "name")
    assert not Partner.objects.filter(name="Never").exists()
    assert Act.objects.count() == before
    assert not is_acting()


def test_refuse_lets_pass_what_no_rule_blocks():
    assert refuse(None) is None
    assert issubclass(NotAllowed, Refused)


def test_positions_are_refused(cast):
    with pytest.raises(TypeError, match="keywords only"):
        add_partner(cast.ivy, "Mind")


@pytest.mark.parametrize("by", [None, "Ivy", 7])
def test_by_is_a_person_or_the_portal(by):
    with pytest.raises(TypeError, match="signed-in person"):
        add_partner(by=by, name="Mind")


def test_a_function_that_takes_positions_is_no_service():
    with pytest.raises(TypeError, match="keywords only"):

        @service
        def wrong(by, name):
            return by, name


def test_outside_a_service_there_is_no_act():
    with pytest.raises(RuntimeError, match="inside a service"):
        acting()


def test_the_act_ends_with_its_transaction(cast):
    add_partner(by=cast.ivy, name="Mind in Kent")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('cocreation.act', true)")
        # Inside the test's own transaction the setting outlives the savepoint; what counts is
        # that the next service sets its own.
        first = cursor.fetchone()[0]
    add_partner(by=cast.ivy, name="Another")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('cocreation.act', true)")
        assert cursor.fetchone()[0] != first
