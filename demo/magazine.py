"""The magazine round the stories: its settings, photos, people, topics, standing pages and front."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile

from wagtail.models import Site

from accounts.house_clock import today
from articles.models import TopicPage
from comments.models import CommentSettings
from glossary import signing
from glossary.models import GlossaryTerm, OtherForm
from home.models import HomePage, MagazineSettings, SecondaryStory, StandingPage
from money.models import AffiliateHost
from people import standing
from people.models import Affiliation, ConflictOfInterest, Credential, PeopleIndexPage, PersonPage
from people.vocabulary import CredentialState
from photos.models import Photo
from products.models import Offer, Product, Recall, Retailer
from treatments.models import RegulatoryStatus, Treatment

from .content import Cast, day, read, read_all
from .history import let_pass

PHOTOS = Path(__file__).parent / "photos"
FOUNDED = timedelta(days=120)
FRONT_LAID_OUT = timedelta(hours=8)


def add_page(parent, page, *, by):
    """Put a published page into the tree, with a first version."""
    page.owner = by
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    let_pass(page, FOUNDED)
    return page


def create_photos(*, by):
    """Put every picture into the photo library. Returns the photos by file name without its ending."""
    content = read("photographs")
    photos = {}
    for key, words in content["photographs"].items():
        words = content["defaults"] | words
        words["taken_on"] = day(words["taken_on"])
        path = PHOTOS / f"{words.pop('file', key)}.jpg"
        with path.open("rb") as file:
            photos[key] = Photo.objects.create(file=ImageFile(file, name=path.name), uploaded_by_user=by, **words)
    return photos


def create_people(photos, users):
    """Make everybody's page. Returns the people by key."""
    parent = PeopleIndexPage.objects.get()
    people = {}
    for person in read("people")["people"]:
        key, credentials, checks = person.pop("key"), person.pop("credentials", []), person.pop("checks", {})
        verified = [credential["name"] for credential in credentials if credential.pop("verified", False)]
        portrait, account = person.pop("portrait", None), person.pop("account", None)
        biography = person.pop("biography", "").strip()
        affiliations, interests = person.pop("affiliations", []), person.pop("interests", [])
        page = PersonPage(
            **person,
            biography=f"<p>{biography}</p>" if biography else "",
            portrait=photos.get(portrait),
            user=users.get(account),
            credentials=[Credential(**credential) for credential in credentials],
            affiliations=[Affiliation(**affiliation) for affiliation in affiliations],
            interests=[ConflictOfInterest(**interest) for interest in interests],
        )
        people[key] = add_page(parent, page, by=users["managing"])
        make_sure_of(page, checks, verified, by=users["facts"])
    return people


def make_sure_of(person, checks, verified, *, by):
    """Record what was checked about somebody when the magazine was founded, and which credentials were verified."""
    founded = today() - FOUNDED
    for kind, where in checks.items():
        standing.record_check(person, kind, where, by=by, on=founded)
    for credential in person.credentials.filter(name__in=verified):
        standing.judge_credential(credential, CredentialState.VERIFIED, by=by, seen=credential.stamp)
    Credential.objects.filter(person=person, state=CredentialState.VERIFIED).update(verified_on=founded)


def create_topics(*, by):
    home = HomePage.objects.get()
    topics = read("magazine")["topics"]
    return {topic["slug"]: add_page(home, TopicPage(**topic, show_in_menus=True), by=by) for topic in topics}


def create_standing_pages(*, by):
    """Make the pages as drafts without their text, which may link from one to another. Returns them by slug."""
    home = HomePage.objects.get()
    pages = {}
    for slug in ("about", "editorial-standards", "contact", "privacy", "comment-rules", "accessibility"):
        fields = read(f"pages/{slug}")
        del fields["body"]
        pages[slug] = StandingPage(slug=slug, live=False, owner=by, **fields)
        home.add_child(instance=pages[slug])
    return pages


def publish_standing_pages(cast, *, by):
    """Give every standing page its text and publish it."""
    for slug, content in read_all("pages").items():
        page = cast.pages[slug]
        page.body = cast.body(page.body.stream_block, content["body"])
        page.save_revision(user=by).publish(user=by)
        let_pass(page, FOUNDED)


def create_cast(photos, people, pages):
    """Make the treatments, products and shops, and put everything together that stories name."""
    content = read("magazine")
    AffiliateHost.objects.bulk_create([AffiliateHost(**each) for each in content["affiliate_hosts"]])
    Retailer.objects.bulk_create([Retailer(**each) for each in content["retailers"]])
    return Cast(
        people=people,
        photos=photos,
        pages=pages,
        treatments={each.pop("key"): create_treatment(**each) for each in content["treatments"]},
        products={each.pop("key"): create_product(people, photos, **each) for each in content["products"]},
    )


def create_product(people, photos, *, offers, recall=None, **fields):
    """Make a product with its shops; one that is recalled is so from `recall_products` on."""
    fields |= {"tested_on": day(fields["tested_on"]), "tested_by": people[fields["tested_by"]]}
    fields["photo"] = photos.get(fields.get("photo"))
    product = Product(**fields)
    for words in offers:
        words |= {"retailer": Retailer.objects.get(name=words["retailer"]), "checked_on": day(words["checked_on"])}
        product.offers.add(Offer(**words))
    product.save()
    return product


def recall_products(cast, *, by):
    """Say of some products that they are recalled, after the stories that name them went out."""
    for words in read("magazine")["products"]:
        if recall := words.get("recall"):
            recall["recalled_on"] = day(recall["recalled_on"])
            Recall.objects.create(product=cast.products[words["key"]], by=by, **recall)


def create_treatment(name, summary, statuses=()):
    """Make a treatment, or fill in the record that the house begins with, as somebody who has looked it up."""
    treatment: Any = Treatment.objects.filter(name=name).first() or Treatment(name=name)
    treatment.summary = summary
    known = {row.jurisdiction: row for row in treatment.statuses.all()}
    for words in statuses:
        row = known.get(words["jurisdiction"]) or RegulatoryStatus()
        for field, value in words.items():
            setattr(row, field, day(value) if field == "checked_on" else value)
        row.needs_verification = False
        treatment.statuses.add(row)
    treatment.save()
    treatment.save_revision()
    return treatment


def create_glossary(users):
    """Put words into the glossary, as one person has written them and, but for some, another has signed for them."""
    for words in read("glossary")["terms"]:
        names, reviewer = words.pop("names", []), words.pop("reviewer", None)
        term = GlossaryTerm(**words, other_forms=[OtherForm(name=name) for name in names])
        term.save()
        term.save_revision(user=users["writer"])
        if reviewer:
            signing.sign(term.pk, by=users[reviewer], seen=term.stamp)


def set_up_magazine(pages):
    """Name the magazine, and let anyone with a confirmed e-mail address comment."""
    content, site = read("magazine"), Site.objects.get(is_default_site=True)
    magazine = MagazineSettings.for_site(site)
    for name in ("name", "tagline", "description", "contact_email", "copyright_line"):
        setattr(magazine, name, content[name])
    magazine.publishing_principles = magazine.corrections_policy = pages["editorial-standards"]
    magazine.save()
    comments = CommentSettings.for_site(site)
    comments.who_may_comment = CommentSettings.WhoMayComment.CONFIRMED_EMAIL
    comments.invitation = content["comments"]["invitation"]
    comments.rules_page = pages["comment-rules"]
    comments.save()


def set_up_front(topics, stories, *, by):
    """Choose the first stories and the sections of the home page."""
    content, home = read("magazine"), HomePage.objects.get()
    home.lead_story = stories[content["lead_story"]]
    home.secondary_stories = [SecondaryStory(story=stories[slug]) for slug in content["secondary_stories"]]
    rivers = [("river", topics[slug]) for slug in content["rivers"]]
    home.sections = [*rivers[:1], ("picks", None), *rivers[1:2], ("helpful", None), *rivers[2:]]
    home.save_revision(user=by, log_action=True).publish(user=by)
    let_pass(home, FRONT_LAID_OUT)
