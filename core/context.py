"""What every page's frame needs: the trust's name, colours and words, and the style sheet of its colours."""

import re
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

NHS_BLUE = "#005eb8"
WHITE = "#ffffff"
INK = "#212b32"
HEX_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the trust's own words and the address of its colours."""
    return words()


def words() -> dict[str, Any]:
    """The same without a request or a database, for the page that says something broke."""
    return {
        "service_name": settings.SERVICE_NAME,
        "trust_name": settings.TRUST_NAME,
        "trust_logo": settings.TRUST_LOGO,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "email_link": email_link(),
        "phone_link": phone_link(),
        "help_now": settings.HELP_NOW,
        "not_watched": settings.NOT_WATCHED,
        "demo_mode": settings.DEMO_MODE,
        "theme_url": theme_url(),
        "theme_colour": brand_colour(),
    }


def phone_link() -> SafeString | str:
    """The telephone number as a link, so that a phone calls it at one press; nothing where there is none."""
    digits = re.sub(r"[^\d+]", "", settings.CONTACT_PHONE)
    return format_html('<a href="tel:{}">{}</a>', digits, settings.CONTACT_PHONE) if digits else ""


def email_link() -> SafeString | str:
    """The e-mail address as a link."""
    address = settings.CONTACT_EMAIL
    return format_html('<a href="mailto:{}">{}</a>', address, address) if address else ""


def brand_colour() -> str:
    """The trust's colour; NHS blue when the setting is not a six-digit hex colour."""
    return settings.TRUST_COLOUR if HEX_COLOUR.match(settings.TRUST_COLOUR) else NHS_BLUE


def luminance(colour: str) -> float:
    """Relative luminance of a ``#rrggbb`` colour (WCAG 2.2, definition of the term)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: str) -> str:
    """White or ink, whichever reads better on ``colour``."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))


def theme_css() -> str:
    """The trust's colours as CSS custom properties; ``static/css/portal.css`` uses them."""
    return _css_of(brand_colour())


@lru_cache(maxsize=8)
def _css_of(brand: str) -> str:
    on_brand = readable_on(brand)
    # A panel on the brand colour: a fifth nearer to the end that keeps its text readable.
    shade = mixed(brand, "#000000" if on_brand == WHITE else "#ffffff", 0.2)
    return f":root {{ --portal-brand: {brand}; --portal-on-brand: {on_brand}; --portal-brand-shade: {shade}; }}\n"


def mixed(colour: str, other: str, share: float) -> str:
    """``colour`` with ``share`` (0 to 1) of ``other`` mixed in."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


@lru_cache(maxsize=8)
def _theme_mark(css: str) -> str:
    return sha256(css.encode()).hexdigest()[:12]


def theme_url() -> str:
    """Address of the theme with a mark that changes with the colours; empty where the site has no theme page."""
    try:
        return f"{reverse('core:theme')}?v={_theme_mark(theme_css())}"
    except NoReverseMatch:
        return ""
