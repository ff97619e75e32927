"""What this app puts into the sockets of lower apps."""

from claims.services.person_data import Claims
from claims.tellings import told
from community.sockets import PERSON_DATA
from core.tellings.sockets import TELLINGS

TELLINGS.plug(told)
PERSON_DATA.plug(Claims())
