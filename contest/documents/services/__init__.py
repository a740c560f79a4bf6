"""What happens to uploads and texts."""

from contest.documents.services.readings import (
    CATCH_UP,
    EXTRACT,
    LOW_PRIORITY,
    catch_up,
    erase,
    extract,
    refuse_finding,
    request,
    retry,
)
from contest.documents.services.uploads import (
    DROP_PARTS,
    SWEEP,
    assemble,
    begin,
    drop,
    drop_parts,
    finish,
    locked,
    receive,
    sweep,
)

__all__ = [
    "CATCH_UP",
    "DROP_PARTS",
    "EXTRACT",
    "LOW_PRIORITY",
    "SWEEP",
    "assemble",
    "begin",
    "catch_up",
    "drop",
    "drop_parts",
    "erase",
    "extract",
    "finish",
    "locked",
    "receive",
    "refuse_finding",
    "request",
    "retry",
    "sweep",
]
