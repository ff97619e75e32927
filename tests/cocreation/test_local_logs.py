"""The servers we bring along keep their logs to themselves, and no typed words in them."""

import os

from cocreation.local_stack.folder import Folder
from cocreation.local_stack.postgres import Postgres
from cocreation.local_stack.processes import wait_ready


def test_database_log_is_private_and_quotes_nobody(tmp_path):
    before = os.umask(0o022)
    postgres = Postgres(Folder(tmp_path / "stack"), durable=False)
    try:
        postgres.prepare()
        child = postgres.child()
        child.start()
        wait_ready(child, postgres.is_ready)
        assert postgres.ask("create temp table t (a text, b text not null)") == ""
        refused = "create temp table t (a text, b text not null); insert into t values ('my story')"
        assert postgres.ask(refused) is None
        child.stop()
    finally:
        postgres.forget()
        os.umask(before)
    log = child.log.read_text()
    assert "null value in column" in log
    assert "story" not in log
    assert child.log.stat().st_mode & 0o777 == 0o600
    assert child.log.parent.stat().st_mode & 0o777 == 0o700
