"""Money is whole pence. How it is read from what people type, and how it is shown."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import called

# No single amount is more than this unless a form says otherwise. In pence.
MOST_PENCE = 1_000_000
# Pounds with commas between the thousands or without, and pence in two figures; or pence alone.
POUNDS = re.compile(
    r"£?(?P<pounds>\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(?P<pence>\d*))?(?P<p>p)?", re.ASCII
)


def pounds(pence: int) -> str:
    """An amount as it is read: £12.50, £1,200, £0.45, -£1.50."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}.{rest:02}" if rest else f"{sign}£{whole:,}"


class PoundsField(forms.Field):
    """Pounds and pence as people type them (12.50, £12.50, 12, 50p); the value is whole pence.

    `least` and `most` are in pence. Half a penny is refused, never rounded.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("%(called)s must be an amount of money, like 12.50"),
        "negative": _("%(called)s cannot be less than nothing"),
        "fraction": _("%(called)s must be in whole pence, like 12.50"),
        "zero": _("%(called)s must be more than £0"),
        "least": _("%(called)s must be %(limit)s or more"),
        "most": _("%(called)s must be %(limit)s or less"),
    }

    def __init__(self, *, least: int = 1, most: int = MOST_PENCE, **kwargs: Any):
        super().__init__(**kwargs)
        self.least = least
        self.most = most

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A number pad with a point on a phone."""
        return {"inputmode": "decimal", "spellcheck": "false"}

    def prepare_value(self, value: Any) -> Any:
        """Stored pence as they are typed."""
        return f"{value // 100}.{value % 100:02}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """The pence, or ``None`` for an empty box."""
        if isinstance(value, int):
            return value
        text = re.sub(r"\s", "", str(value or "")).lower()
        if not text:
            return None
        if re.match(r"£?[-\u2212\u2013]|\(", text):
            raise self._fault("negative")
        found = POUNDS.fullmatch(text[:20])
        if not found or (found["p"] and (text.startswith("£") or found["pence"] is not None)):
            raise self._fault("invalid")
        whole = int(found["pounds"].replace(",", ""))
        if found["p"]:
            return whole
        pence = found["pence"] or ""
        if pence[2:].strip("0"):
            raise self._fault("fraction")
        return whole * 100 + int(f"{pence:0<2}"[:2])

    def validate(self, value: Any) -> None:
        """Required, and within what makes sense."""
        super().validate(value)
        if value is None:
            return
        if value == 0 and self.least > 0:
            raise self._fault("zero")
        if value < self.least:
            raise self._fault("least", limit=pounds(self.least))
        if value > self.most:
            raise self._fault("most", limit=pounds(self.most))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another amount is meant; £5 and 5.00 are one."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

    def _fault(self, code: str, **params: Any) -> ValidationError:
        params = {"called": called(self.label), **params}
        return ValidationError(self.error_messages[code], code=code, params=params)
