"""What this app puts into the sockets of lower apps."""

from core.exports.sockets import EXPORTS
from core.imports.sockets import IMPORT_KINDS
from core.tellings.sockets import TELLINGS
from organisation.exports import exports
from organisation.imports.kinds import Parts, Posts
from organisation.tellings import told

EXPORTS.plug(exports)
IMPORT_KINDS.plug(Parts())
IMPORT_KINDS.plug(Posts())
TELLINGS.plug(told)
