"""What somebody typed: without what nobody types, and what in it looks as if it is a person's."""

import re

# Characters nobody types: control characters, and those that turn the reading direction
# of all that follows (U+202A–E, U+2066–9), which can make a name read as another.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
BROKEN = re.compile("[\ud800-\udfff]")
UNREADABLE = "\ufffd"


def clean_text(text: str) -> str:
    """Text without invisible control characters; broken halves of characters become U+FFFD."""
    return BROKEN.sub(UNREADABLE, INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """Cleaned text on one line: every run of white space, line breaks included, becomes a space."""
    return " ".join(clean_text(text).split())


# A British number: 0, 0044 or +44, then nine or ten figures in any grouping. No slashes or colons,
# which dates and times have, and no letters or pounds before it.
TELEPHONE = re.compile(
    r"(?<![\w£$€+])(?<!\d[.,/:-])(?:(?:\+|00)44[ .-]?(?:\(0\)[ .-]?)?|\(?0)[1235789](?:\)?[ .-]{0,2}\d){8,9}"
    r"(?![ .-]?\d)(?![\w/:])"
)
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# Of England and Wales (9: for trying out). One in eleven of all such figures pass the check.
NHS_NUMBER = re.compile(r"(?<![\w£.,/-])[4679]\d{2}([ -]?)\d{3}\1\d{4}(?![\w/]|[.,-]\d)")
POSTCODE = re.compile(
    r"(?<![\w/-])[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])"
    r" ?(?!\d(?:st|nd|rd|th)\b)\d[ABD-HJLNP-UW-Z]{2}(?![\w/-])",
)


def personal_looking(text: str) -> tuple[str, ...]:
    """What a text seems to hold that could lead to one person: "a telephone number", …

    It only looks alike: whoever wrote it knows, so this warns and never refuses.
    """
    found = {
        "a telephone number": bool(TELEPHONE.search(text)),
        "an email address": bool(EMAIL.search(text)),
        "an NHS number": any(_is_checked(each[0]) for each in NHS_NUMBER.finditer(text)),
        "a postcode": bool(POSTCODE.search(text) or POSTCODE.search(_shouted(text))),
    }
    return tuple(words for words, is_there in found.items() if is_there)


def _shouted(text: str) -> str:
    """Text in capitals; the ends of 1st, 2nd and 3rd stay small, for postcodes end like them."""
    return re.sub(r"(\d)(ST|ND|RD|TH)\b", lambda m: m[1] + m[2].lower(), text.upper())


def _is_checked(text: str) -> bool:
    """Whether ten figures are an NHS number: the last is made from the others."""
    figures = [int(each) for each in text if each.isdigit()]
    total = sum(figure * weight for figure, weight in zip(figures, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == figures[9]
