"""Django's mail, as allauth sends it, into the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core.outbox.services import OutgoingMail, queue_sign_in_mail
from core.service import Refused, System

HTML = "text/html"


class OutboxBackend(BaseEmailBackend):
    """Queues instead of sending: one message per recipient, nobody sees another's address.

    Inside a service the messages join its act; outside, as in allauth's views, they get an
    act of their own.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the mails; answers how many. Attachments are refused: none of ours has any."""
        mails = [
            outgoing for message in email_messages for outgoing in self._per_recipient(message)
        ]
        if not mails:
            return 0
        try:
            queue_sign_in_mail(mails=mails, by=System("sign-in mail"))
        except Refused:
            if not self.fail_silently:
                raise
            return 0
        return len(email_messages)

    def _per_recipient(self, message: EmailMessage) -> list[OutgoingMail]:
        if message.attachments:
            raise ValueError("The outbox takes no attachments.")
        body, body_html = str(message.body), ""
        if message.content_subtype == "html":
            body, body_html = "", body
        for alternative in getattr(message, "alternatives", []):
            if alternative.mimetype == HTML:
                body_html = str(alternative.content)
        return [
            OutgoingMail(
                address=address, subject=str(message.subject), body=body, body_html=body_html
            )
            for address in message.recipients()
        ]
