"""Taking turns where no single row can be locked, such as adding to a list without doubles."""

from django.db import connection


def take_turns(about: str) -> None:
    """Wait until no other transaction that named the same thing is running.

    Ends by itself with the transaction; only inside a service.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"turn {about}"])


def may_take_turn(about: str) -> bool:
    """Take the turn if it is free, without waiting: for work that can come again later.

    Ends by itself with the transaction; only inside a service.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"turn {about}"]
        )
        (is_ours,) = cursor.fetchone()
    return is_ours


def work_beside(about: str) -> None:
    """Work together with others who say the same, but never while somebody holds the turn itself.

    Ends by itself with the transaction; only inside one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"turn {about}"]
        )
