"""Whether an error means that the database is away for a moment, and not that somebody asked it something wrong."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError, TimeoutError

from contest.kernel.embedded import EmbeddedPostgresError

# Stopped by its operator or crashed, not up yet, its database dropped or restored, out of connections.
AWAY_STATES = frozenset({"57P01", "57P02", "57P03", "57P04", "53300"})
BROKEN_CONNECTION = "08"
MAY_BE_AWAY = (DBAPIError, TimeoutError, EmbeddedPostgresError, psycopg.OperationalError)


def is_away(error: BaseException) -> bool:
    """Say whether the database was lost, refused us or could not be reached: trying again later may help.

    `TimeoutError` is the pool's: every connection is in use.
    """
    if isinstance(error, TimeoutError | EmbeddedPostgresError):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and is_away(error.orig))
    if not isinstance(error, psycopg.OperationalError):
        return False
    state = error.sqlstate
    # Without a state the server said nothing: the connection broke or was never made.
    return state is None or state in AWAY_STATES or state.startswith(BROKEN_CONNECTION)
