"""Bringing in old logs and lists from files of any layout.

A file is read by a worker into staged rows, its columns are matched with the fields of a
**kind** of import, every row is checked, problems are repaired by one answer for all cells like
it, likely doubles are decided, and then everything comes in inside one transaction, which can be
undone as a whole. What a row means is known by the kinds alone (`core.imports.kinds`), which the
apps plug into `core.imports.sockets.IMPORT_KINDS`; the pages and steps are the same for all.
"""
