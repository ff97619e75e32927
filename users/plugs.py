"""What this app puts into the sockets of lower apps."""

from core.exports.sockets import EXPORTS
from users.exports import exports

EXPORTS.plug(exports)
