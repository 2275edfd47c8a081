"""Several people at the same moment: each has a connection of their own, so the rows must really be in the database
(fixture `transactional_db`)."""

import threading

from django.db import connection


def at_once(*calls):
    """Run each call in a thread; return what they returned, or what they raised, in the order in which they ended."""
    barrier, results = threading.Barrier(len(calls)), []

    def run(call):
        try:
            barrier.wait(timeout=10)
            results.append(call())
        except Exception as refusal:  # noqa: BLE001 - the test says which ones it expects
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(calls)
    return results
