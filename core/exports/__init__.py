"""Taking lists and logs out as files that are too long for a page: built by a worker, kept for a week.

An address that can be taken out is plugged into `core.exports.sockets.EXPORTS` by its app, under its
URL name. The worker opens it with the rights its asker has at that moment.
"""
