from .credentials import BOARD_CERTIFIED, Credential, recall
from .person import PeopleIndexPage, PersonPage
from .ties import Affiliation, ConflictOfInterest, PersonLink
from .trust import Dispute, VerificationCheck

__all__ = [
    "BOARD_CERTIFIED",
    "Affiliation",
    "ConflictOfInterest",
    "Credential",
    "Dispute",
    "PeopleIndexPage",
    "PersonLink",
    "PersonPage",
    "VerificationCheck",
    "recall",
]
