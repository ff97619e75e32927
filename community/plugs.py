"""What this app puts into the sockets of lower apps."""

from community.erasure import sql, taking_out
from community.exports import exports
from community.imports.kinds import Members
from community.services.accounts import RecordHolders
from community.tellings import told
from core.exports.sockets import EXPORTS
from core.imports.sockets import IMPORT_KINDS
from core.sockets import AFTER_MIGRATE
from core.tellings.sockets import TELLINGS
from users.sockets import ACCOUNT_HOLDERS

EXPORTS.plug(exports)
IMPORT_KINDS.plug(Members())
TELLINGS.plug(told)
ACCOUNT_HOLDERS.plug(RecordHolders())
AFTER_MIGRATE.plug(sql.statements)
AFTER_MIGRATE.plug(taking_out.statements)
