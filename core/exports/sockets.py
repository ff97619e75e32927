"""Where apps say what can be taken out as a file, by the URL name of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.exports.content import Content
from core.sockets import Socket

# From a request of the person (its address, its values) and the address's arguments. Raises
# Http404 when what it is about is not there.
Source = Callable[..., Content]

EXPORTS: Socket[Callable[[], Mapping[str, Source]]] = Socket("core.exports")
