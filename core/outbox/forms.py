"""What someone decides about a held message."""

from django import forms

from core.fields import Radios
from core.forms import PortalForm

SEND_AGAIN, ARRIVED, GIVE_UP = "send_again", "arrived", "give_up"


class MessageDecisionForm(PortalForm):
    """Send again, it arrived, or give up, and why."""

    submit_text = "Save decision"

    decision = forms.ChoiceField(
        label="What should happen to this message?",
        choices=[
            (SEND_AGAIN, "Send it again"),
            (ARRIVED, "It arrived"),
            (GIVE_UP, "Do not send it"),
        ],
        widget=Radios(
            hints={
                SEND_AGAIN: "You know that it did not arrive, or getting it twice does no harm",
                ARRIVED: "The person has it, or the mail server's own log says so",
                GIVE_UP: "It is too late, or you told the person another way",
            }
        ),
    )
    reason = forms.CharField(
        label="Why did you decide this?",
        help_text="Do not write names. Your answer is kept with your name and the time.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )
