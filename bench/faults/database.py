"""PostgreSQL is killed, away for ten seconds, and comes back, while people write, publish and read"""

import time

from django.db import connections

from ..figures import Figure
from .house import run
from .servers import Web

AWAY = 10  # seconds
SETTLED = 1.5  # seconds until every process has noticed


def figures(house):
    connections.close_all()
    with Web() as web:
        with house.people(web.port) as people:
            people.settle()
            house.postgres.kill()
            time.sleep(AWAY)
            house.postgres.start()
            time.sleep(6)
        yield from people.figures()
        connections.close_all()
        with house.people(web.port, publishes=False, writes=False) as readers:  # nothing is thrown away meanwhile
            readers.settle()
            house.postgres.kill()
            gone = readers.at()
            time.sleep(AWAY)
            back = readers.at()
            house.postgres.start()
            time.sleep(4)
            again = readers.at()
    name, bar = "readers of kept pages meanwhile: answers, with a page, marked stale", "all, all, all but the first"
    number, good, _marked = readers.readers_between(gone, back)
    settled, _good, marked = readers.readers_between(gone + SETTLED, back)
    yield Figure(name, bar, f"{number}, {good}, {marked} of {settled}", number == good > 0 and settled == marked)
    number, good, marked = readers.readers_between(again - 2, again)
    yield Figure("afterwards: answers, with a page, marked stale", "all, all, 0", f"{number}, {good}, {marked}",
                 number == good > marked == 0)  # fmt: skip


if __name__ == "__main__":
    run(figures)
