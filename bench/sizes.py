"""Magazines of three sizes, made once and kept between runs: `VAR_DIR/bench/` and databases called bd_bench_….

A kept one is known by what made it: this file, the factories and the migrations. Changed, they make a new one, and the
old one goes. Nothing is lost with `rm -r var/bench`; the databases go with `dropdb`.
"""

import hashlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from .scratch import REPOSITORY, manage, migrate, server_address

SIZES = {"S": (100, 1_000), "M": (10_000, 100_000), "L": (100_000, 1_000_000)}  # stories, comments
SHARED = 40  # so many writers, experts and products; each stands in every fortieth story
PHOTOS, YEARS, NEIGHBOURS = 12, 8, 6
READERS = 500
BUSY, USUAL = 10_000, 30  # comments of the story that everybody talks about, at most half of all; and of the other one
IN_REVIEW = {"S": 30, "M": 100, "L": 300}
TO_PUBLISH = 16  # stories that only the managing editor has to sign
CHUNK = 500
WORDS = (  # noqa: SIM905
    "serum retinol cleanser barrier redness glow pigment texture patch sunscreen niacinamide peel toner mask cheek "
    "eyelid brow balm mist fragrance shade undertone finish dewy matte primer follicle collagen keratin lamella "
    "ceramide squalane lipid pore sebum lash lid liner gloss stain tint brush sponge scalp curl frizz dye bleach nail "
    "cuticle lacquer oil butter clay salt sugar scrub steam soak"
).split()
# Words are as unequal as in any language (Zipf): those above, which are searched for, each stand in about every
# fifteenth story.
SYLLABLES = "ba ce do fi gu la me no pi ru sa te vo xi zu".split()  # noqa: SIM905
MADE_UP = ["".join(parts) for parts in itertools.product(SYLLABLES, repeat=3)]
VOCABULARY = [*MADE_UP[:200], *WORDS, *MADE_UP[200:]]
SO_OFTEN = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(VOCABULARY))))


@contextmanager
def sized_house(kind: str, size: str, place: str | None = None) -> Generator[dict[str, str]]:
    """A magazine of this size as production would run it, on a copy of the kept one that is gone afterwards.

    Args:
        kind: "SQLite" or "PostgreSQL".
        size: one of SIZES.
        place: the folder to put the copy in; VAR_DIR without one.

    Yields:
        The environment variables that lead a process to it.
    """
    kept = kept_house(kind, size)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=place or os.environ.get("VAR_DIR")) as folder:
        environment = production(kept) | {"VAR_DIR": folder}
        Path(folder, "static").symlink_to(static_files())
        if kind == "SQLite":
            shutil.copy(kept / "house.sqlite3", folder)
            environment["DATABASE_URL"] = f"sqlite:///{folder}/house.sqlite3"
            yield environment
            return
        copy = f"{kept.name}_copy"
        on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)
        on_server("CREATE DATABASE {} TEMPLATE {}", copy, kept.name)
        try:
            environment["DATABASE_URL"] = address_of(copy)
            yield environment
        finally:
            on_server("DROP DATABASE {} WITH (FORCE)", copy)


def production(folder):
    """Production's own settings, behind a proxy on this machine."""
    return {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "of-the-benchmark-only-0123456789-0123456789-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "https://127.0.0.1",
        "EMAIL_URL": "dummymail://",
        "TRUSTED_PROXY_COUNT": "1",
        "LOG_LEVEL": "ERROR",
        "MEDIA_ROOT": f"{folder}/media",
        "PRIVATE_ROOT": f"{folder}/private",
    }


# What is kept -------------------------------------------------------------------------------


def kept_house(kind, size):
    """The folder of the kept magazine, made now if there is none. On PostgreSQL a database has the folder's name."""
    prefix, root = f"bd_bench_{kind[:3].lower()}_{size.lower()}_", kept_things()
    made_by = [Path(__file__), REPOSITORY / "tests/factories.py", *REPOSITORY.glob("*/migrations/0*.py")]
    kept = root / f"{prefix}{fingerprint(made_by)}"
    if (kept / "done").exists() and (kind == "SQLite" or kept.name in databases(prefix)):
        return kept
    for old in root.glob(f"{prefix}*"):
        shutil.rmtree(old)
    if kind == "PostgreSQL":
        for name in databases(prefix):
            on_server("DROP DATABASE {} WITH (FORCE)", name)
        on_server("CREATE DATABASE {}", kept.name)
    kept.mkdir(parents=True)
    print(f"Making the magazine of size {size} on {kind}, once.", flush=True)
    environment = production(kept) | {"VAR_DIR": str(kept)}
    environment["DATABASE_URL"] = f"sqlite:///{kept}/house.sqlite3" if kind == "SQLite" else address_of(kept.name)
    migrate(environment)
    manage(environment, "createcachetable")
    command = [sys.executable, "-m", "bench.sizes", size]
    subprocess.run(command, env=os.environ | environment, cwd=REPOSITORY, check=True)  # noqa: S603 - our own
    (kept / "done").touch()
    return kept


def static_files():
    """The folder of the static files as production serves them: compressing those of Wagtail takes its time."""
    root = kept_things()
    made_of = [
        REPOSITORY / "requirements.txt",
        REPOSITORY / "cms/static_files.py",
        *REPOSITORY.glob("**/static/**/*.*"),
    ]
    kept = root / f"static_{fingerprint([each for each in made_of if each.is_file()])}" / "static"
    if not (kept / "staticfiles.json").exists():
        for old in root.glob("static_*"):
            shutil.rmtree(old)
        environment = production(root) | {"VAR_DIR": str(kept.parent)}
        manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    return kept


def kept_things():
    return Path(os.environ.get("VAR_DIR", REPOSITORY / "var"), "bench")


def fingerprint(files):
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:12]


def address_of(name):
    return f"{server_address().rsplit('/', 1)[0]}/{name}"


def databases(prefix):
    with psycopg.connect(server_address()) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [name for (name,) in found if not name.endswith("_copy")]


def on_server(statement, *names):
    with psycopg.connect(server_address(), autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


# What is in it ------------------------------------------------------------------------------


def fill(size):
    """Make everything, in one transaction."""
    from django.db import connection, transaction
    from django.test import override_settings

    stories, comments = SIZES[size]
    dice = random.Random(size)
    at_once = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with override_settings(TASKS=at_once), transaction.atomic():
        magazine = Magazine(dice)
        ids = magazine.grow(stories - 2)
        magazine.discuss(ids, comments)
        magazine.put_in_review(IN_REVIEW[size])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")  # as a house of that size has


class Magazine:
    """Stories over eight years and four topics; two of them, `usual` and `busy`, with all that a story can have."""

    def __init__(self, dice):
        from home.models import HomePage
        from tests import factories

        self.dice, self.factories = dice, factories
        self.topics = [factories.topic(f"Topic {letter}", slug=f"topic-{letter.lower()}") for letter in "ABCD"]
        self.photos = [
            factories.photo(file=factories.image_file(f"photo-{n}.jpg", (1200, 800), (250 - 9 * n, 200, 120 + 9 * n)))
            for n in range(PHOTOS)
        ]
        self.writers = [factories.person() for _n in range(SHARED)]
        self.experts = [factories.expert() for _n in range(SHARED)]
        self.products = [factories.product() for _n in range(SHARED)]
        self.usual, self.busy = (self.whole_story(slug) for slug in ("usual", "busy"))
        home = HomePage.objects.get()
        home.sections = [("river", topic) for topic in self.topics]
        home.save()

    def words(self, number):
        return " ".join(self.dice.choices(VOCABULARY, cum_weights=SO_OFTEN, k=number))

    def whole_story(self, slug):
        """About 900 words, 3 photographs, 6 statements of 3 experts, a product: one as people read it."""
        body = []
        for number in range(6):
            paragraph = f"<p>{self.words(65).capitalize()}.</p><p>{self.words(55).capitalize()}.</p>"
            body += [("heading", {"text": self.words(4).capitalize()}), ("paragraph", paragraph)]
            body += [self.factories.statement(self.experts[number % 3], f"{self.words(24).capitalize()}.")]
            if number % 3 == 1:
                body += [("photo", {"photo": self.photos[number]})]
        return self.factories.article(
            f"What a {slug} story says",
            slug=slug,
            body=[*body, self.factories.card(self.products[0])],
            topic=self.topics[0],
            hero_photo=self.photos[0],
            writers=self.writers[:1],
            products=[self.products[0]],
        )

    def grow(self, number):
        """So many more stories, made in bulk, and a product for each twentieth of them. Returns the stories' ids."""
        from products.models import Product

        of_that_size = (Product(brand="Maison Example", name=f"Cream {n}") for n in range(number // 20))
        Product.objects.bulk_create(of_that_size, batch_size=CHUNK)
        ids = []
        for start in range(0, number, CHUNK):
            ids += self.some_stories(range(start, min(start + CHUNK, number)), number)
        return ids

    def some_stories(self, numbers, all_of_them):
        from django.utils import timezone

        from wagtail.models import Page
        from wagtail.search.backends import get_search_backend

        from articles.models import ArticlePage, Byline, Citation, Neighbour, StoryText

        copy, usual, now = self.factories._copy, self.usual, timezone.now()
        base = Page.objects.get(pk=usual.pk)
        unrevised = {"latest_revision": None, "live_revision": None, "latest_revision_created_at": None}
        pages, articles, texts = [], [], []
        for n in numbers:
            published = now - timedelta(days=10) - timedelta(days=365 * YEARS) * n / all_of_them
            pages.append(
                copy(
                    base,
                    pk=None,
                    path=f"{base.path[:-4]}{self.factories._step(n)}",
                    slug=f"story-{n}",
                    title=f"{self.words(5).capitalize()} {n}",
                    translation_key=uuid.uuid4(),
                    first_published_at=published,
                    last_published_at=published,
                    **unrevised,
                )
            )
        pages = Page.objects.bulk_create(pages)
        for n, page in zip(numbers, pages, strict=True):
            texts.append(self.words(60))
            values = {field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}
            articles.append(
                copy(
                    usual,
                    **values | {"page_ptr_id": page.pk, "topic": self.topics[n % 4], "dek": self.words(12)},
                    hero_photo=self.photos[n % PHOTOS],
                    body=json.dumps([{"type": "paragraph", "value": f"<p>{texts[-1]}</p>", "id": str(uuid.uuid4())}]),
                )
            )
        # Django has no bulk_create for models with a parent; the parents' rows are there already.
        rows: Any = ArticlePage.objects.all()  # whose stubs leave `_insert` out
        rows._insert(articles, ArticlePage._meta.local_concrete_fields, using="default")
        ids = [page.pk for page in pages]
        shared = [(pk, n % SHARED, n * 7 % SHARED) for pk, n in zip(ids, numbers, strict=True)]
        Byline.objects.bulk_create(
            Byline(article_id=pk, person=self.writers[one], sort_order=0) for pk, one, _ in shared
        )
        Citation.objects.bulk_create(
            Citation(article_id=pk, person=self.experts[other], in_live=True, by_name=True) for pk, _, other in shared
        )
        through = ArticlePage.products.through
        through.objects.bulk_create(
            through(articlepage_id=pk, product=self.products[other]) for pk, _, other in shared if pk % 4 == 0
        )
        StoryText.objects.bulk_create(StoryText(article_id=pk, text=text) for pk, text in zip(ids, texts, strict=True))
        Neighbour.objects.bulk_create(
            Neighbour(article_id=pk, story_id=ids[(place + step) % len(ids)], score=10 - step)
            for place, pk in enumerate(ids)
            for step in range(1, min(NEIGHBOURS, len(ids) - 1) + 1)
        )
        found = list(ArticlePage.objects.filter(pk__in=ids).select_related("topic").prefetch_related("bylines__person"))
        get_search_backend().get_index_for_model(ArticlePage).add_items(ArticlePage, found)
        return ids

    def discuss(self, ids, number):
        """So many comments: half at most below the busy story, a few below the usual one, the others anywhere."""
        from django.contrib.auth import get_user_model
        from django.utils import timezone

        from comments.conversations import recount
        from comments.models import ModerationAction, ReaderComment, ScreeningNote, Status, TextSample, Verb
        from screening.rules.rule import Outcome

        user = get_user_model()
        readers = user.objects.bulk_create(
            user(email=f"reader{n}@example.org", display_name=f"Reader {n}") for n in range(READERS)
        )
        now, busy = timezone.now(), min(BUSY, number // 2)
        last = {}  # of each story, the last comment that opened a thread
        for start in range(0, number, CHUNK):
            made = []
            for n in range(start, min(start + CHUNK, number)):
                is_usual = n < USUAL
                story = self.usual.pk if is_usual else self.busy.pk if n < USUAL + busy else self.dice.choice(ids)
                status = (
                    Status.APPROVED if is_usual else {3: Status.PENDING, 14: Status.SPAM}.get(n % 20, Status.APPROVED)
                )
                written = now - timedelta(days=3, seconds=60 * (number - n))
                parent = last.get(story) if n % 4 and status == Status.APPROVED else None
                comment = ReaderComment(
                    article_id=story,
                    parent_id=parent,
                    root_id=parent,
                    depth=1 if parent else 0,
                    author=readers[n * 7 % READERS],
                    body=f"{self.words(self.dice.choice([6, 30])).capitalize()} {n}.",
                    status=status,
                    created_at=written,
                    ranked_at=written,
                    decided_at=None if status == Status.PENDING else written,
                )
                made.append(comment)
            # Replies need to know what they answer: the comment of an earlier chunk that opened a thread.
            made = ReaderComment.objects.bulk_create(made)
            last |= {each.article_id: each.pk for each in made if each.status == Status.APPROVED and not each.parent_id}
            ModerationAction.objects.bulk_create(
                ModerationAction(
                    comment=each,
                    verb=Verb.SUBMIT,
                    actor_id=each.author_id,
                    version=1,
                    to_status=each.status,
                    at=each.created_at,
                )
                for each in made
            )
            ScreeningNote.objects.bulk_create(
                ScreeningNote(comment=each, rule="new_commenter", outcome=Outcome.HOLD, sentence="A first comment")
                for each in made
                if each.status == Status.PENDING
            )
            TextSample.objects.bulk_create(
                TextSample(comment=each, value=self.dice.getrandbits(60), at=each.created_at)
                for each in made
                if each.created_at > now - timedelta(days=30)
                for _sample in range(8)
            )
        recount(ReaderComment.objects.all())

    def put_in_review(self, number):
        """Stories in work: at the desks, and some that only the managing editor has yet to sign."""
        from accounts.roles import Role
        from readiness.gate import blockers_in
        from tests import newsroom

        make = self.factories
        make.number = itertools.count(max(SIZES.values())[0] + 1)  # `copies` goes on behind the stories that are there
        people = {role: make.user(role, email=f"{role.name.lower()}@example.org") for role in Role}
        person = self.writers[1]
        person.user = people[Role.WRITER]
        person.save()
        usual = {"owner": people[Role.WRITER], "writers": [person], "topic": self.topics[1], "live": False}
        story = make.article("In work", slug="in-work", hero_photo=self.photos[1], body=self.usual.body, **usual)
        make.in_review(story)
        make.copies(story, number)
        for n in range(TO_PUBLISH):
            story = make.article(f"Nearly out {n}", slug=f"nearly-out-{n}", hero_photo=self.photos[2], **usual)
            make.waive(story, *{found.rule for found in blockers_in(newsroom.newest(story))})
            newsroom.submit(story, people[Role.WRITER])
            for role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER):
                newsroom.sign(story, people[role])


if __name__ == "__main__":
    import django

    django.setup()
    fill(sys.argv[1])
