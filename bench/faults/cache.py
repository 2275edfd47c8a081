"""Redis is killed, away for ten seconds, and comes back empty, while people write, publish and read"""

import time
from collections import Counter

from django.db import connections

from ..figures import Figure
from .house import run
from .servers import Web

AWAY = 10  # seconds


def figures(house):
    connections.close_all()
    with Web() as web, house.people(web.port) as people:
        people.settle()
        gone = people.at()
        house.redis.kill()
        time.sleep(AWAY)
        back = people.at()
        house.redis.start()
        time.sleep(6)
    yield from people.figures()
    number, good, _marked = people.readers_between(gone, back)
    yield Figure("readers meanwhile: answers, with a page", "all", f"{number}, {good}", number == good > 0)
    yield Figure("comments sent again for an error", "0", str(people.again["comment"]), not people.again["comment"])
    told = Counter(status for _at, status, _marked in people.read)
    yield Figure("all answers to readers, by status", "", str(dict(told)))


if __name__ == "__main__":
    run(figures, redis=True)
