"""Invented data for trying the portal out: the same on the same day, every time.

`trust` and `words` hold what there is to say, `plan` draws the activities from it, `services`
writes them. No person, charity or event in it is real; only the towns of Kent and Medway are.
"""
