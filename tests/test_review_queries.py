"""What the desks cost an editor: no more for a long story than for a short one."""

import re

import pytest

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from review.models import Desk, SignOffTask
from tests import editor, factories, newsroom

pytestmark = pytest.mark.django_db

OUR_TABLES = re.compile(r'"(?:review|readiness)_\w+"')
# Measured with one statement and one photo: 168 and 322. Autosave counts what the worker does later as well.
CEILING_TO_OPEN, CEILING_TO_AUTOSAVE = 170, 330
# Wagtail 8.0.1 looks up each person and photo of a body when it opens (1) and reads (4) the form.
WAGTAILS_OWN_TO_OPEN, WAGTAILS_OWN_TO_AUTOSAVE = 1, 4


@pytest.fixture
def cost(staff, login):
    """cost(parts): queries to open and to autosave a story with so many statements and photos, at its desks."""

    def measure(parts):
        speakers, photos = ([make() for _part in range(parts)] for make in (factories.expert, factories.photo))
        body = [("paragraph", "<p>It is warm.</p>"), *map(factories.statement, speakers)]
        body += [("photo", {"photo": photo}) for photo in photos]
        owner = staff[Role.WRITER]
        story = factories.article("A balm", live=False, owner=owner, hero_photo=factories.photo(), body=body)
        newsroom.submit(story, owner)
        newsroom.sign(story, staff[Role.PHOTO_EDITOR])
        client = login(staff[Role.COPY_EDITOR])
        form = editor.whole_form(client, story)  # and Wagtail's caches are warm
        opening = queries_of(lambda: client.get(editor.edit_url(story)))
        form, as_autosave = form | {"title": "A balm for winter"}, {"accept": "application/json"}
        saving = queries_of(lambda: client.post(editor.edit_url(story), form, headers=as_autosave))
        return opening, saving

    return measure


def queries_of(ask):
    with CaptureQueriesContext(connection) as context:
        assert ask().status_code == 200
        return [query["sql"] for query in context.captured_queries]


def ours(queries):
    return sorted(re.sub(r"\d+", "n", query)[:60] for query in queries if OUR_TABLES.search(query))


def test_a_long_story_asks_the_desks_tables_as_often_as_a_short_one(cost):
    (open_short, save_short), (open_long, save_long) = cost(1), cost(6)
    assert ours(open_long) == ours(open_short)
    assert ours(save_long) == ours(save_short)
    assert len(open_long) <= len(open_short) + 5 * WAGTAILS_OWN_TO_OPEN
    assert len(save_long) <= len(save_short) + 5 * WAGTAILS_OWN_TO_AUTOSAVE


def test_many_desks_are_asked_in_as_many_queries_as_few(cost):
    open_few, save_few = cost(1)
    for number in range(6):
        group = Group.objects.create(name=f"Group {number}")
        desk = Desk.objects.create(name=f"Desk {number}", group=group, aspects=["photos"])
        SignOffTask.objects.get(name="Desks").desks.add(desk)
    open_many, save_many = cost(1)
    assert len(open_many) == len(open_few)
    assert len(save_many) == len(save_few)


def test_an_editor_opens_and_saves_within_bounds(cost):
    opening, saving = cost(1)
    assert len(opening) <= CEILING_TO_OPEN
    assert len(saving) <= CEILING_TO_AUTOSAVE
