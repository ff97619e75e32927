"""Forgetting a person: which rows are theirs, and the one function that may blank them.

`plan` walks the models from a person and an account along their keys, and reads the register
of personal data; `sql` makes of it a function of the database that belongs to the owner role.
"""
