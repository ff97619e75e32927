"""What this app plugs into the sockets of lower ones."""

from activities.exports import exports
from activities.imports.kind import Activities
from activities.services.person_data import SignUps
from activities.tellings import told
from activities.work import kinds
from community.sockets import PERSON_DATA
from core.exports.sockets import EXPORTS
from core.imports.sockets import IMPORT_KINDS
from core.tellings.sockets import TELLINGS
from core.work.sockets import WORK_KINDS

IMPORT_KINDS.plug(Activities())
WORK_KINDS.plug(kinds)
EXPORTS.plug(exports)
TELLINGS.plug(told)
PERSON_DATA.plug(SignUps())
