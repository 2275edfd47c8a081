"""A web worker, and then all web processes at once, are killed while people write, publish and read"""

import time

from .house import run
from .servers import Web


def figures(house):
    with Web() as web, house.people(web.port) as people:
        people.settle()
        for _each in range(3):
            time.sleep(4)
            web.kill_a_worker()
        time.sleep(2)
        web.kill()
        time.sleep(1)
        web.start()
        time.sleep(4)
    yield from people.figures()


if __name__ == "__main__":
    run(figures)
