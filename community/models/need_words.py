"""The words for what people need: the groups of the Accessible Information Standard
(DAPB1605), and beside them the place and the support around a meeting.

Each has a code that is stored, the words people choose, and where it helps a hint. Codes are
never used again for something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The groups in which needs are asked for, in the order of the pages."""

    CONTACT = "contact", _("How to reach me")
    FORMAT = "format", _("How I read or get information")
    PROFESSIONAL = "professional", _("A professional who helps me communicate")
    SUPPORT = "support", _("What helps me communicate")
    LANGUAGE = "language", _("Languages")
    ENVIRONMENT = "environment", _("The place, the room or the screen")
    MEETING = "meeting", _("Support before, during and after a meeting")


# The same of somebody else, for the team.
ABOUT = {
    Category.CONTACT: "How to reach them",
    Category.FORMAT: "How they read or get information",
    Category.PROFESSIONAL: "A professional who helps them communicate",
    Category.SUPPORT: "What helps them communicate",
    Category.LANGUAGE: "Languages",
    Category.ENVIRONMENT: "The place, the room or the screen",
    Category.MEETING: "Support before, during and after a meeting",
}


@dataclass(frozen=True)
class NeedWord:
    """One coded need. `detail_asks` is what its detail says; `is_detail_needed`: never empty."""

    code: str
    # Texts of their own language, made when they are shown.
    words: Any
    hint: Any = ""
    detail_asks: Any = ""
    is_detail_needed: bool = False


WHICH = _("What is it?")

WORDS: dict[Category, tuple[NeedWord, ...]] = {
    Category.CONTACT: (
        NeedWord("contact_email", _("By email")),
        NeedWord("contact_text", _("By text message"), _("Not by a call")),
        NeedWord("contact_letter", _("By letter")),
        NeedWord("contact_phone", _("By telephone"), "", _("When is a good time?")),
        NeedWord(
            "contact_relay", _("By Relay UK"), _("A text relay service, from an app or textphone")
        ),
        NeedWord("contact_video_relay", _("By a video relay service in British Sign Language")),
        NeedWord(
            "contact_supporter",
            _("Through somebody who supports me"),
            detail_asks=_("Who, and how do we reach them?"),
            is_detail_needed=True,
        ),
        NeedWord("contact_other", _("Another way"), "", WHICH, True),
    ),
    Category.FORMAT: (
        NeedWord("format_easy_read", _("Easy Read"), _("Short sentences with pictures")),
        NeedWord(
            "format_large_print", _("Large print"), "", _("Which size? For example 18 point"), True
        ),
        NeedWord("format_audio", _("Audio"), _("A recording to listen to")),
        NeedWord("format_braille", _("Braille"), "", _("Which grade?")),
        NeedWord("format_bsl_video", _("A video in British Sign Language")),
        NeedWord(
            "format_electronic",
            _("A file that my own software can read"),
            _("For example a screen reader"),
            _("Which kind of file?"),
        ),
        NeedWord("format_coloured", _("Coloured paper or background"), "", _("Which colours?")),
        NeedWord("format_other", _("Another format"), "", WHICH, True),
    ),
    Category.PROFESSIONAL: (
        NeedWord("professional_bsl", _("British Sign Language interpreter")),
        NeedWord("professional_sse", _("Interpreter for Sign Supported English")),
        NeedWord("professional_hands_on", _("Hands-on signing interpreter")),
        NeedWord("professional_visual_frame", _("Visual frame signing interpreter")),
        NeedWord("professional_deafblind", _("Deafblind manual interpreter")),
        NeedWord("professional_lipspeaker", _("Lipspeaker")),
        NeedWord(
            "professional_speech_to_text",
            _("Speech-to-text reporter"),
            _("Somebody types what is said, to read at once"),
        ),
        NeedWord("professional_note_taker", _("Note taker")),
        NeedWord("professional_advocate", _("Advocate"), _("Somebody who helps me to be heard")),
        NeedWord("professional_other", _("Another professional"), "", WHICH, True),
    ),
    Category.SUPPORT: (
        NeedWord("support_hearing_loop", _("Hearing loop")),
        NeedWord("support_lip_reading", _("To see faces, because I read lips")),
        NeedWord("support_captions", _("Captions"), _("Words on the screen while people talk")),
        NeedWord("support_more_time", _("More time to think and answer")),
        NeedWord("support_plain_words", _("Plain words, no jargon")),
        NeedWord("support_one_at_a_time", _("One person talking at a time")),
        NeedWord("support_communication_aid", _("I use a communication aid or a passport")),
        NeedWord("support_makaton", _("Makaton or other signs")),
        NeedWord("support_other", _("Something else"), "", WHICH, True),
    ),
    Category.LANGUAGE: (
        NeedWord(
            "language_interpreter",
            _("An interpreter for a spoken language"),
            detail_asks=_("Which language, and which dialect?"),
            is_detail_needed=True,
        ),
        NeedWord(
            "language_written",
            _("Written information in another language"),
            detail_asks=_("Which language?"),
            is_detail_needed=True,
        ),
    ),
    Category.ENVIRONMENT: (
        NeedWord("place_step_free", _("No steps"), _("A way in and around without stairs")),
        NeedWord("place_toilet", _("An accessible toilet")),
        NeedWord("place_parking", _("Parking close by")),
        NeedWord(
            "place_seat", _("A certain seat"), _("For example near the door"), _("Which seat?")
        ),
        NeedWord("place_quiet", _("A quiet room to go to")),
        NeedWord("place_light_sound", _("Soft light, little noise, no strong smells")),
        NeedWord("place_breaks", _("Breaks"), "", _("How often?")),
        NeedWord("place_assistance_dog", _("Room for my assistance dog")),
        NeedWord("place_companion", _("To bring somebody with me")),
        NeedWord("place_remote", _("To join from home"), _("Online or by telephone only")),
        NeedWord("place_camera_off", _("My camera off when I join online")),
        NeedWord("place_prayer", _("A place and time to pray")),
        NeedWord("place_food", _("Certain food or drink"), "", _("Which?"), True),
        NeedWord("place_other", _("Something else"), "", WHICH, True),
    ),
    Category.MEETING: (
        NeedWord("before_papers", _("Before: papers at least a week early")),
        NeedWord("before_talk", _("Before: somebody talks it through with me")),
        NeedWord("before_visit", _("Before: to see the place, or pictures of it")),
        NeedWord("before_travel", _("Before: help with getting there")),
        NeedWord("during_buddy", _("During: somebody I know at my side")),
        NeedWord("during_start", _("During: to be met at the door")),
        NeedWord("during_step_out", _("During: to step out without saying why")),
        NeedWord("during_not_called_on", _("During: not to be called on unless I want to speak")),
        NeedWord("after_talk", _("After: somebody talks with me about how it went")),
        NeedWord("after_notes", _("After: the main points in a form I can read")),
        NeedWord("after_home", _("After: help with getting home")),
        NeedWord("meeting_other", _("Something else"), "", WHICH, True),
    ),
}

# Those for which a paper form has a box of its own; the rest is written beside it.
ON_PAPER = (
    "format_easy_read",
    "format_large_print",
    "professional_bsl",
    "support_hearing_loop",
    "support_captions",
    "support_more_time",
    "support_plain_words",
    "language_interpreter",
    "place_step_free",
    "place_quiet",
    "place_breaks",
    "place_companion",
    "place_remote",
    "before_papers",
    "before_travel",
    "during_buddy",
    "during_start",
)

BY_CODE = {word.code: word for words in WORDS.values() for word in words}
CATEGORY_OF = {word.code: category for category, words in WORDS.items() for word in words}
CODES = tuple(BY_CODE)
DETAIL_NEEDED = tuple(word.code for word in BY_CODE.values() if word.is_detail_needed)
# The place of each in the order of the pages.
PLACE = {code: place for place, code in enumerate(CODES)}


def need_words(code: str, detail: str) -> str:
    """One need with its detail, as pages, letters and lists say it."""
    words = str(BY_CODE[code].words)
    return f"{words}: {detail}" if detail else words


def choices() -> Iterator[tuple[str, str]]:
    """Every need as a choice of the stored code."""
    return ((code, word.words) for code, word in BY_CODE.items())
