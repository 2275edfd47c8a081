"""10,000 things done to stories at random, in four houses

After them no live story may have a blocker that nobody has waived.
"""

from django.db import transaction

from tests.test_readiness_random import HOUSES, House, lived_through

from .figures import Figure

OPERATIONS = 10_000


class Over(Exception):
    """The house is taken down again."""


def figures(size):
    each = max(50, int(OPERATIONS * size / HOUSES))
    found, refused = set(), 0
    for seed in range(HOUSES):
        try:
            with transaction.atomic():
                done, amiss = lived_through(House(seed), each)
                found |= amiss
                refused += sum(number for name, number in done.items() if name.endswith("refused"))
                raise Over
        except Over:
            continue
    yield Figure("operations", f"{OPERATIONS:,}", f"{each * HOUSES:,}, {refused:,} of them refused")
    yield Figure("live stories with a blocker", "0", str(len(found)), not found)
