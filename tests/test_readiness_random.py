"""Whatever people do, in whatever order: no live story has a blocker that nobody has waived."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from wagtail.models import Revision

from accounts.roles import Role
from articles.models import ArticlePage
from planning.scheduling import publish_due
from readiness.gate import blockers_in
from readiness.models import Override
from review.decisions import DecisionRefused
from tests import broken_stories, factories, newsroom

pytestmark = pytest.mark.django_db

OPERATIONS = 150
HOUSES = 4  # four houses with 150 operations each; `make bench` does 10,000
STORIES = 5
CHECK_EVERY = 50


class House:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.people = [factories.user(role) for role in Role for _number in range(2)]
        self.photos = [broken_stories.released(), broken_stories.released(credit=""), factories.photo(alt_text="")]
        speakers = [factories.expert(), factories.expert(live=False)]
        self.bodies = [[factories.statement(speaker)] for speaker in [*speakers, None]] + [[broken_stories.pair()]]
        self.topics = [factories.topic(), None]
        self.stories = [factories.article(live=False, owner=self.people[0]) for _number in range(STORIES)]

    def any(self, things):
        return self.random.choice(list(things))

    def story(self):
        return ArticlePage.objects.get(pk=self.any(self.stories).pk)

    def revision(self, story):
        return self.any(story.revisions.order_by("-pk")[:5])

    # What people do --------------------------------------------------------------------------------

    def edit(self):
        values = {
            "title": self.any(["A balm", "A serum", "A cream"]),
            "dek": self.any(["", "One sentence."]),
            "hero_photo": self.any([None, *self.photos]),
            "body": self.any(self.bodies),
            "topic": self.any(self.topics),
            "go_live_at": self.any([None, None, timezone.now() + timedelta(seconds=1)]),
        }
        name = self.any(values)
        draft = newsroom.newest(self.story())
        setattr(draft, name, values[name])
        draft.save_revision(user=self.any(self.people), clean=False)

    def rewrite_in_place(self):
        draft = newsroom.newest(self.story())
        draft.dek = self.any(["", "Another sentence."])
        newest = draft.get_latest_revision()
        draft.save_revision(user=newest.user, clean=False, overwrite_revision=newest)

    def publish(self):
        self.revision(self.story()).publish(user=self.any(self.people), skip_permission_checks=True)

    def publish_as_somebody(self):
        self.revision(self.story()).publish(user=self.any(self.people))

    def publish_by_the_page(self):
        story = self.story()
        story.publish(self.revision(story))

    def save_as_live(self):
        draft = self.revision(self.story()).as_object()
        draft.live = True
        draft.save(clean=False)

    def schedule(self):
        revision = self.revision(self.story())
        revision.approved_go_live_at = timezone.now() - timedelta(seconds=1)
        revision.save(update_fields=["approved_go_live_at"])

    def run_the_clock(self):
        publish_due()

    def unpublish(self):
        self.story().unpublish()

    def submit(self):
        newsroom.submit(self.story(), self.people[0])

    def sign(self):
        newsroom.sign(self.story(), self.any(self.people))

    def send_back(self):
        newsroom.send_back(self.story(), self.any(self.people), to=self.any([None, 0, 1]))

    def call_back(self):
        self.story().current_workflow_state.cancel()

    def approve_behind_the_back(self):
        self.story().current_workflow_task_state.approve(user=self.any(self.people))

    def waive(self):
        draft = newsroom.newest(self.story())
        for finding in blockers_in(draft):
            if finding.waiver and self.random.random() < 0.7:
                fields = {"rule": finding.rule, "message": finding.message, "reason": "It has to go out."}
                Override.objects.get_or_create(page_id=draft.pk, key=finding.key, defaults=fields)

    def copy_and_publish(self):
        self.copies = getattr(self, "copies", 0) + 1
        self.story().copy(update_attrs={"slug": f"copy-{self.copies}"}, keep_live=True)

    def make_alias(self):
        self.copies = getattr(self, "copies", 0) + 1
        self.story().create_alias(update_slug=f"alias-{self.copies}")


OFTEN = ["edit", "edit", "edit", "publish", "publish", "publish", "sign", "sign", "sign", "submit", "waive"]
SELDOM = ["copy_and_publish", "make_alias"]
OTHERS = [name for name in vars(House) if name[0] != "_" and name not in ("any", "story", "revision", *SELDOM)]
REFUSALS = (ValidationError, DecisionRefused, PermissionDenied, AttributeError)  # the last: there is no such run


def violations():
    return {
        (story.title, finding.message)
        for story in ArticlePage.objects.filter(live=True)
        for finding in blockers_in(story)
    }


def lived_through(house, operations):
    """Do so many things at random: what was done or refused, and which live stories had a blocker at any check."""
    names, done, found = [*OFTEN, *OTHERS, *OTHERS], Counter(), set()
    for number in range(1, operations + 1):
        name = house.any(SELDOM) if number % 100 == 0 else house.any(names)
        try:
            getattr(house, name)()
            done[name] += 1
        except REFUSALS:
            done[f"{name} refused"] += 1
        if number % CHECK_EVERY == 0:
            found |= violations()
    return done, found


@pytest.mark.parametrize("seed", range(HOUSES))
def test_after_hundreds_of_operations_no_live_story_has_a_blocker(settings, seed):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # search is not asked here
    done, found = lived_through(House(seed), OPERATIONS)
    assert found == set()
    assert done["publish"] + done["sign"] > 0
    assert done["publish refused"] > OPERATIONS / 50
    assert Revision.objects.count() > OPERATIONS / 20
