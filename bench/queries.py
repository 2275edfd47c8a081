"""Questions to the database for each thing asked of the house, beside those of the last commit

A number that changed fails, whether it rose or fell: somebody is to look at it. Meant, it is kept with
`make bench ARGS="queries --renew"`, and bench/queries.json committed along with the change.
"""

import json
import os
from pathlib import Path

from . import counting, serving
from .figures import Figure
from .serving import ask
from .speed import BROWSER, House, rows, send, warm_up

KEPT = Path(__file__).with_name("queries.json")
TIMES = 3  # each is asked; the fewest count, since what a process has read once it need not read again


def figures(size):
    found = counted(House())
    if "RENEW" in os.environ:
        KEPT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    before = json.loads(KEPT.read_text())
    for name in dict.fromkeys([*before, *found]):
        known, now = before.get(name), found.get(name)
        yield Figure(name, f"{known}, as committed", str(now), known == now)
    if found != before:
        print('Numbers of questions have changed. If that is meant: make bench ARGS="queries --renew", and commit.')


def counted(house):
    """How many questions each row asks, the kept pages among them: {name: number}."""
    found = {}
    with serving.serving("bench.counting", workers=1, threads=1) as server:
        house.port = server.port
        for row in rows(house):
            warm_up(house, row)
            found[row.name] = min(asked_by(house, row) for _each in range(TIMES))
        for name, path in {"home, kept": "/", "story, kept": house.path("usual")}.items():
            answers = [ask(server.port, path, headers=BROWSER)[0] for _each in range(TIMES)]
            found[name] = min(int(answer.headers[counting.HEADER]) for answer in answers)
    return found


def asked_by(house, row):
    response, body = send(house, row.request(next(house.numbers)))
    if not row.is_right(response, body):
        raise RuntimeError(f"{row.name}: {response.status} {body[:300]!r}")
    return int(response.headers[counting.HEADER])
