"""Pooled connections: a closed one is replaced unnoticed, a reader's forgets that it might not write."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from contest.kernel.db import TransactionMode, act_as, db, set_mode

pytestmark = pytest.mark.committed
PID = text("SELECT pg_backend_pid()")


def test_a_connection_that_its_server_closed_is_replaced_before_anybody_uses_it(session: Session) -> None:
    db.engine.dispose()
    with db.engine.connect() as other, db.engine.connect() as closed:
        pid = closed.execute(PID).scalar_one()
        closed.rollback()
        closed.close()  # lies in the pool when it is ended
        assert other.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid}).scalar_one()
        with db.engine.connect() as next_one:
            assert next_one.execute(PID).scalar_one() != pid


def test_a_reader_may_not_write_and_the_next_user_of_its_connection_may(session: Session) -> None:
    db.engine.dispose()
    set_mode(TransactionMode(read_only=True))
    reader = session.execute(PID).scalar_one()
    with pytest.raises(InternalError, match="read-only"):
        session.execute(text("DELETE FROM holidays"))
    session.rollback()
    set_mode(TransactionMode())
    assert session.execute(PID).scalar_one() == reader
    assert session.execute(text("SHOW transaction_read_only")).scalar_one() == "off"


def test_the_writer_is_named_in_the_transaction_that_found_out_who_it_is(session: Session) -> None:
    asked = text("SELECT current_setting('haiju.actor', true), now()")
    set_mode(TransactionMode())
    nobody, began = session.execute(asked).one()
    act_as("somebody")
    name, still = session.execute(asked).one()
    assert (nobody or "", name, still) == ("", "somebody", began)
    session.rollback()
    assert session.execute(asked).one()[0] == "somebody"
