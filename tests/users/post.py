"""What lies in the outbox, read as its recipient would."""

import email
import re
from email.policy import default

from core.models import Message
from core.outbox.letters import compose, letter_of

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


class Letter:
    """One mail: to whom, about what, and its text."""

    def __init__(self, message: Message) -> None:
        parsed = email.message_from_bytes(compose(letter_of(message)).content, policy=default)
        self.to = message.address
        self.subject = str(parsed["Subject"])
        self.text = parsed.get_body(("plain",)).get_content()

    def link(self, part: str) -> str:
        """The path of the link whose address has `part` in it."""
        return next(path for path in LINK.findall(self.text) if part in path)


def letters(to: str = "") -> list[Letter]:
    """Every mail in the outbox, oldest first, or those to one address."""
    found = Message.objects.order_by("created_at", "id")
    return [Letter(message) for message in found if not to or message.address == to]


def last_letter(to: str) -> Letter:
    """The newest mail to an address."""
    return letters(to)[-1]
