"""What this app puts into the sockets of lower apps."""

from claims.tellings import told
from core.tellings.sockets import TELLINGS

TELLINGS.plug(told)
