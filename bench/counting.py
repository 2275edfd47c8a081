"""The product's WSGI application, with the number of questions it asked the database in a header of each answer.

Around everything else, so that the product does not know. Beginning and ending a transaction are no questions.
"""

from contextlib import ExitStack

from django.db import connections

from cms.wsgi import application as product

HEADER = "X-Queries"
NO_QUESTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


def application(environ, start_response):
    asked = []

    def count(execute, statement, parameters, many, context):
        if not statement.lstrip().upper().startswith(NO_QUESTIONS):
            asked.append(statement)
        return execute(statement, parameters, many, context)

    def started(status, headers, exc_info=None):
        return start_response(status, [*headers, (HEADER, str(len(asked)))], exc_info)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(count))
        return product(environ, started)
