"""Words are learnt beside the work of others, with real commits: nobody waits, nothing is lost."""

import threading

from django.db import connection, transaction

from activities.models import SearchWord, UnreadActivities
from activities.selectors.search import understood
from activities.services.search import count_words, read_words
from core.service import System
from tests.activities.test_activity_list import make

BY = System("test")


def beside(work) -> list:
    """What the work gives on a connection of its own that waits for no lock for long."""
    found = []

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            found.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert found, "It waited for the other, or failed."
    return found


def test_who_logs_waits_neither_for_another_nor_for_the_reading(committed_db):
    with transaction.atomic():
        make("Hedgehog morning")
        # The same new word, and the words read, before the first has come to an end.
        beside(lambda: make("Hedgehog evening"))
        assert beside(lambda: read_words(by=BY)) == [1]
        assert beside(lambda: count_words(by=BY)) != [0]
    assert SearchWord.objects.get(word="hedgehog").uses == 1
    assert read_words(by=BY) == 1
    assert SearchWord.objects.get(word="hedgehog").uses == 2
    assert understood("hedgehg").words == "hedgehog"


def test_logging_goes_on_while_words_are_read_and_counted(committed_db):
    make("Hedgehog morning")
    with transaction.atomic():
        assert read_words(by=BY) == 1
        beside(lambda: make("Hedgehog evening"))
        # Two readers at once would count the same twice: the second leaves it to the first.
        assert beside(lambda: read_words(by=BY)) == [0]
        assert beside(lambda: count_words(by=BY)) == [0]
    assert UnreadActivities.objects.count() == 1


def test_what_a_dead_reader_had_taken_is_read_by_the_next(committed_db):
    make("Hedgehog morning")
    try:
        with transaction.atomic():
            assert read_words(by=BY) == 1
            raise InterruptedError
    except InterruptedError:
        pass
    assert not SearchWord.objects.exists()
    assert read_words(by=BY) == 1
    assert SearchWord.objects.get(word="hedgehog").uses == 1
