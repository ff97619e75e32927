"""Work too long for a page, done by a worker.

A service that needs such work calls `start_work` in its own transaction; a worker is woken
after commit, and a sweep finds what a lost wake-up missed. What a kind of work does is plugged
into `core.work.sockets.WORK_KINDS` by the app it belongs to. It runs in **one transaction**
together with the row that says "done", so that a worker killed at any point leaves either the
whole effect or none, and the work is begun again.
"""
