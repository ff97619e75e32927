"""Two requests at the same moment, with real commits."""

import threading

from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.users.test_sign_up import NEW, sign_up
from users.models import User


def test_the_same_form_sent_twice_at_once_is_no_fault(committed_db):
    """A double click: both answers are the ordinary one, and there is one account."""
    start, answers = threading.Barrier(2), []

    def send():
        start.wait()
        try:
            answers.append(sign_up(Client()).url)
        finally:
            connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert answers == [reverse("account_email_verification_sent")] * 2
    assert User.objects.filter(email=NEW).count() == 1
