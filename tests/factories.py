"""Builders for tests: each takes only what the test is about and fills in the rest."""

import itertools
from io import BytesIO

from PIL import Image

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import ArticlePage, Byline, StoryIndexPage, TopicPage
from comments.models import UNDECIDED, ReaderComment, Status, Verb
from home.models import HomePage
from people.models import PeopleIndexPage, PersonPage
from photos.models import Photo

number = itertools.count(1)
PASSWORD = "a-made-up-password-1"


def user(*roles, **fields):
    """An account in the groups of the given roles; without any, a reader."""
    n = next(number)
    fields = {"email": f"person{n}@example.org", "display_name": f"Person {n}"} | fields
    made = get_user_model().objects.create_user(password=PASSWORD, **fields)
    made.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    made.emailaddress_set.create(email=made.email, verified=True, primary=True)
    return made


def image_file(name="photo.jpg", size=(64, 48), colour="tan", image_format="JPEG"):
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, image_format)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=f"image/{image_format.lower()}")


def photo(**fields):
    fields = {
        "title": f"Photo {next(number)}",
        "credit": "Ada Example",
        "alt_text": "A cheek in morning light",
    } | fields
    fields.setdefault("file", image_file())
    return Photo.objects.create(**fields)


def topic(title=None, **fields):
    return add_page(HomePage.objects.get(), TopicPage(title=title or f"Topic {next(number)}", **fields))


def person(title=None, **fields):
    n = next(number)
    fields = {"last_name": f"Example{n}", "first_name": "Ada"} | fields
    if not {"is_writer", "is_expert", "is_medical_reviewer"} & fields.keys():
        fields["is_writer"] = True
    return add_page(PeopleIndexPage.objects.get(), PersonPage(title=title or f"Ada {fields['last_name']}", **fields))


def expert(**fields):
    return person(**({"is_expert": True, "honorific": "Dr."} | fields))


def article(title=None, *, writers=(), live=True, owner=None, **fields):
    """A story. Published through a revision, as the desk would, unless live=False."""
    fields = {"dek": "What it is, and what it is not."} | fields
    page = ArticlePage(title=title or f"Story {next(number)}", live=False, owner=owner, **fields)
    if page.topic is None:
        page.topic = TopicPage.objects.first() or topic()
    page.bylines = [Byline(person=writer) for writer in writers or [person()]]
    add_page(StoryIndexPage.objects.get(), page)
    revision = page.save_revision(user=owner)
    if live:
        revision.publish()
    return ArticlePage.objects.get(pk=page.pk)


def statement(speaker, words="It wakes the skin up.", kind="paraphrase", **values):
    """A body block as (type, value): article(body=[statement(expert())])."""
    return ("statement", {"person": speaker, "kind": kind, "words": words, **values})


def add_page(parent, page):
    page.slug = page.slug or f"page-{next(number)}"
    parent.add_child(instance=page)
    return page


def comment(article, *, by=None, status=Status.APPROVED, reply_to=None, **fields):
    """A comment with the first row of its history. Without `by` it is a new reader's."""
    if by is None and "guest_name" not in fields:
        by = user()
    fields = {"body": f"Thought number {next(number)}.", "created_at": timezone.now()} | fields
    made = ReaderComment.objects.create(
        article=article,
        author=by,
        parent=reply_to,
        root_id=reply_to.root_or_self_id if reply_to else None,
        depth=reply_to.depth + 1 if reply_to else 0,
        status=status,
        decided_at=None if status in UNDECIDED else fields["created_at"],
        **fields,
    )
    made.history.create(verb=Verb.SUBMIT, actor=by, version=1, to_status=status)
    return made


def guest_comment(article, **fields):
    guest = {"guest_name": "Guest Example", "guest_email": f"guest{next(number)}@example.org"}
    return comment(article, **(guest | {"status": Status.UNCONFIRMED} | fields))
