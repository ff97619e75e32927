"""The words for what people need: the groups of the Accessible Information Standard
(DAPB1605), and beside them the place and the support around a meeting.

Each has a code that is stored, the words people choose, and where it helps a hint. Codes are
never used again for something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models


class Category(models.TextChoices):
    """The groups in which needs are asked for, in the order of the pages."""

    CONTACT = "contact", "How to reach me"
    FORMAT = "format", "How I read or get information"
    PROFESSIONAL = "professional", "A professional who helps me communicate"
    SUPPORT = "support", "What helps me communicate"
    LANGUAGE = "language", "Languages"
    ENVIRONMENT = "environment", "The place, the room or the screen"
    MEETING = "meeting", "Support before, during and after a meeting"


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
    words: str
    hint: str = ""
    detail_asks: str = ""
    is_detail_needed: bool = False


WHICH = "What is it?"

WORDS: dict[Category, tuple[NeedWord, ...]] = {
    Category.CONTACT: (
        NeedWord("contact_email", "By email"),
        NeedWord("contact_text", "By text message", "Not by a call"),
        NeedWord("contact_letter", "By letter"),
        NeedWord("contact_phone", "By telephone", "", "When is a good time?"),
        NeedWord("contact_relay", "By Relay UK", "A text relay service, from an app or textphone"),
        NeedWord("contact_video_relay", "By a video relay service in British Sign Language"),
        NeedWord(
            "contact_supporter",
            "Through somebody who supports me",
            detail_asks="Who, and how do we reach them?",
            is_detail_needed=True,
        ),
        NeedWord("contact_other", "Another way", "", WHICH, True),
    ),
    Category.FORMAT: (
        NeedWord("format_easy_read", "Easy Read", "Short sentences with pictures"),
        NeedWord("format_large_print", "Large print", "", "Which size? For example 18 point", True),
        NeedWord("format_audio", "Audio", "A recording to listen to"),
        NeedWord("format_braille", "Braille", "", "Which grade?"),
        NeedWord("format_bsl_video", "A video in British Sign Language"),
        NeedWord(
            "format_electronic",
            "A file that my own software can read",
            "For example a screen reader",
            "Which kind of file?",
        ),
        NeedWord("format_coloured", "Coloured paper or background", "", "Which colours?"),
        NeedWord("format_other", "Another format", "", WHICH, True),
    ),
    Category.PROFESSIONAL: (
        NeedWord("professional_bsl", "British Sign Language interpreter"),
        NeedWord("professional_sse", "Interpreter for Sign Supported English"),
        NeedWord("professional_hands_on", "Hands-on signing interpreter"),
        NeedWord("professional_visual_frame", "Visual frame signing interpreter"),
        NeedWord("professional_deafblind", "Deafblind manual interpreter"),
        NeedWord("professional_lipspeaker", "Lipspeaker"),
        NeedWord(
            "professional_speech_to_text",
            "Speech-to-text reporter",
            "Somebody types what is said, to read at once",
        ),
        NeedWord("professional_note_taker", "Note taker"),
        NeedWord("professional_advocate", "Advocate", "Somebody who helps me to be heard"),
        NeedWord("professional_other", "Another professional", "", WHICH, True),
    ),
    Category.SUPPORT: (
        NeedWord("support_hearing_loop", "Hearing loop"),
        NeedWord("support_lip_reading", "To see faces, because I read lips"),
        NeedWord("support_captions", "Captions", "Words on the screen while people talk"),
        NeedWord("support_more_time", "More time to think and answer"),
        NeedWord("support_plain_words", "Plain words, no jargon"),
        NeedWord("support_one_at_a_time", "One person talking at a time"),
        NeedWord("support_communication_aid", "I use a communication aid or a passport"),
        NeedWord("support_makaton", "Makaton or other signs"),
        NeedWord("support_other", "Something else", "", WHICH, True),
    ),
    Category.LANGUAGE: (
        NeedWord(
            "language_interpreter",
            "An interpreter for a spoken language",
            detail_asks="Which language, and which dialect?",
            is_detail_needed=True,
        ),
        NeedWord(
            "language_written",
            "Written information in another language",
            detail_asks="Which language?",
            is_detail_needed=True,
        ),
    ),
    Category.ENVIRONMENT: (
        NeedWord("place_step_free", "No steps", "A way in and around without stairs"),
        NeedWord("place_toilet", "An accessible toilet"),
        NeedWord("place_parking", "Parking close by"),
        NeedWord("place_seat", "A certain seat", "For example near the door", "Which seat?"),
        NeedWord("place_quiet", "A quiet room to go to"),
        NeedWord("place_light_sound", "Soft light, little noise, no strong smells"),
        NeedWord("place_breaks", "Breaks", "", "How often?"),
        NeedWord("place_assistance_dog", "Room for my assistance dog"),
        NeedWord("place_companion", "To bring somebody with me"),
        NeedWord("place_remote", "To join from home", "Online or by telephone only"),
        NeedWord("place_camera_off", "My camera off when I join online"),
        NeedWord("place_prayer", "A place and time to pray"),
        NeedWord("place_food", "Certain food or drink", "", "Which?", True),
        NeedWord("place_other", "Something else", "", WHICH, True),
    ),
    Category.MEETING: (
        NeedWord("before_papers", "Before: papers at least a week early"),
        NeedWord("before_talk", "Before: somebody talks it through with me"),
        NeedWord("before_visit", "Before: to see the place, or pictures of it"),
        NeedWord("before_travel", "Before: help with getting there"),
        NeedWord("during_buddy", "During: somebody I know at my side"),
        NeedWord("during_start", "During: to be met at the door"),
        NeedWord("during_step_out", "During: to step out without saying why"),
        NeedWord("during_not_called_on", "During: not to be called on unless I want to speak"),
        NeedWord("after_talk", "After: somebody talks with me about how it went"),
        NeedWord("after_notes", "After: the main points in a form I can read"),
        NeedWord("after_home", "After: help with getting home"),
        NeedWord("meeting_other", "Something else", "", WHICH, True),
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
