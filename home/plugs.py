"""What this app puts into the sockets of lower apps."""

from core.tellings.sockets import TELLINGS
from home.demo.tellings import told

TELLINGS.plug(told)
