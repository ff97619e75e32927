"""Layout objects of the ``nhsuk`` crispy pack: what stands between and around the fields of a form.

A plain field name in a layout is drawn with the form's own ``controls`` options.
"""

from collections.abc import Sequence
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from core import controls, nhs


class Control:
    """A field in a layout with options of its own: ``Control("name", label_size="m", width=20)``."""

    def __init__(self, name: str, **options: Any):
        self.name = name
        self.options = options

    def render(self, form: Any, context: Context, **kwargs: Any) -> SafeString:
        """The control; crispy calls this."""
        form.rendered_fields.add(self.name)
        return controls.render_field(form[self.name], self.options)


class Fieldset:
    """Fields under a shared legend: ``Fieldset("Where", "place", "link", size="m")``."""

    def __init__(self, legend: Any, *fields: Any, size: str = "m", hint: Any = ""):
        self.legend = legend
        self.fields = fields
        self.size = size
        self.hint = hint

    def render(self, form: Any, context: Context, **kwargs: Any) -> SafeString:
        """The fieldset; crispy calls this."""
        inner = _joined(self.fields, form, context)
        if self.hint:
            inner = nhs.render("hint", {"text": self.hint}) + inner
        return nhs.render(
            "fieldset", {"legend": {"text": self.legend, "size": self.size}, "html": inner}
        )


class Group:
    """Fields in a division that style or script can find: ``Group("a", "b", css_class="portal-columns")``."""

    def __init__(self, *fields: Any, css_class: str):
        self.fields = fields
        self.css_class = css_class

    def render(self, form: Any, context: Context, **kwargs: Any) -> SafeString:
        """The division; crispy calls this."""
        return _wrapped("div", self.css_class, _joined(self.fields, form, context))


class More:
    """Fields behind a “details” opener; open when one of them is at fault or ``is_open``."""

    def __init__(self, summary: Any, *fields: Any, is_open: bool = False):
        self.summary = summary
        self.fields = fields
        self.is_open = is_open

    def render(self, form: Any, context: Context, **kwargs: Any) -> SafeString:
        """The opener; crispy calls this."""
        before = set(form.rendered_fields)
        inner = _joined(self.fields, form, context)
        inside = form.rendered_fields - before
        has_fault = any(name in form.errors for name in inside)
        options: dict[str, Any] = {"summaryText": self.summary, "html": inner}
        if self.is_open or has_fault:
            options["open"] = True
        return nhs.render("details", options)


class Text:
    """A template between fields: ``Text("components/inset.html")`` is included with the page's context."""

    def __init__(self, template: str):
        self.template = template

    def render(self, form: Any, context: Context, **kwargs: Any) -> SafeString:
        """The included template; crispy calls this."""
        engine = context.template.engine if context.template else None
        if engine is None:
            return SafeString("")
        return engine.get_template(self.template).render(context)


class Button:
    """A button that sends the form: ``Button("Save draft", name="action", value="draft", variant="secondary")``."""

    def __init__(
        self, text: Any, *, name: str = "", value: str = "", variant: str = "", href: str = ""
    ):
        self.text = text
        self.name = name
        self.value = value
        self.variant = variant
        self.href = href

    def render(self, form: Any, context: Context, **kwargs: Any) -> SafeString:
        """The button; crispy calls this."""
        options: dict[str, Any] = {"text": self.text}
        if self.href:
            options["href"] = self.href
        else:
            options["preventDoubleClick"] = True
        options.update(
            {key: getattr(self, key) for key in ("name", "value", "variant") if getattr(self, key)}
        )
        return nhs.render("button", options)


class Buttons:
    """The buttons at the end of a form, side by side where there is room."""

    def __init__(self, *buttons: Button):
        self.buttons = buttons

    def render(self, form: Any, context: Context, **kwargs: Any) -> SafeString:
        """The group; crispy calls this."""
        return _wrapped("div", "nhsuk-button-group", _joined(self.buttons, form, context))


def _wrapped(tag: str, css_class: str, inner: SafeString) -> SafeString:
    return mark_safe(f'<{tag} class="{css_class}">{inner}</{tag}>')  # noqa: S308 - our own class, rendered fields


def _joined(parts: Sequence[Any], form: Any, context: Context) -> SafeString:
    html = [
        (Control(part) if isinstance(part, str) else part).render(form, context) for part in parts
    ]
    return mark_safe("".join(html))  # noqa: S308 - every part is rendered markup
