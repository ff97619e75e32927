"""References of paper forms and codes in letters: letters that nobody mixes up."""

from __future__ import annotations

import hashlib
import hmac
import secrets

# Without I, O and Q. There are 23 of them, a prime: one wrong letter, or two neighbours that
# changed places, never give another good reference.
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
LENGTH = 5
CODE_LENGTH = 8


def new_reference() -> str:
    """Five letters by chance and one to check them by."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return letters + check_letter(letters)


def check_letter(letters: str) -> str:
    """The letter that makes the weighted sum even out."""
    total = sum(place * LETTERS.index(each) for place, each in enumerate(letters, start=2))
    return LETTERS[-total % len(LETTERS)]


def read_reference(typed: str) -> str | None:
    """A reference as it was printed, however it was typed; None if it cannot be one."""
    letters = "".join(each for each in typed.upper() if each.isalpha())
    if len(letters) != LENGTH + 1 or any(each not in LETTERS for each in letters):
        return None
    return letters if check_letter(letters[:-1]) == letters[-1] else None


def record_code(person_id: int, *, secret: str) -> str:
    """The code in the letter to a person. It is worked out each time, so it is kept nowhere."""
    mark = hmac.new(secret.encode(), f"take over {person_id}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(mark, "big")
    found = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(LETTERS))
        found.append(LETTERS[place])
    return "".join(found)


def is_record_code(typed: str, person_id: int, *, secret: str) -> bool:
    """Whether this is the code of the letter, however it was typed."""
    given = "".join(each for each in typed.upper() if each.isalpha())
    return hmac.compare_digest(given.encode(), record_code(person_id, secret=secret).encode())


def in_groups(code: str) -> str:
    """A code as it is printed, in groups that can be read out."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"
