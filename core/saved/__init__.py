"""Saved views of lists: a list's filters and order under a name, for oneself or for everybody.

A view is nothing but the list's own address with a name, so opening one is opening the list: its
filters are checked there, and a word that was put away since gets the list's own message.
"""
