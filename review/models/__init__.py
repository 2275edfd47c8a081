from .records import (
    Condition,
    Desk,
    Fingerprint,
    LogSeal,
    Quorum,
    SignOff,
    Stage,
    StageDefinition,
    Turn,
    TurnStatus,
)
from .task import SignOffTask

__all__ = [
    "Condition",
    "Desk",
    "Fingerprint",
    "LogSeal",
    "Quorum",
    "SignOff",
    "SignOffTask",
    "Stage",
    "StageDefinition",
    "Turn",
    "TurnStatus",
]
