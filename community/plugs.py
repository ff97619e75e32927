"""What this app puts into the sockets of lower apps."""

from community.erasure import sql, taking_out
from community.exports import exports
from community.imports.kinds import Members
from community.tellings import told
from core.exports.sockets import EXPORTS
from core.imports.sockets import IMPORT_KINDS
from core.sockets import AFTER_MIGRATE
from core.tellings.sockets import TELLINGS

EXPORTS.plug(exports)
IMPORT_KINDS.plug(Members())
TELLINGS.plug(told)
AFTER_MIGRATE.plug(sql.statements)
AFTER_MIGRATE.plug(taking_out.statements)
