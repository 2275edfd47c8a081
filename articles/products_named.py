"""Which products a story names: by choice, or in a card. And what follows for stories when a product changes."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.db.models.signals import post_delete, post_save

from wagtail.models import Page, ReferenceIndex

from photos.models import Photo
from products.models import Offer, Product, Recall, Retailer
from readiness.reports import recheck
from readiness.rules import read_once

from .citations import products_in
from .search_index import index_stories


@read_once
def products_of(story):
    """The products that a version of a story names, each once."""
    named = [*story.products.all(), *products_in(story.body)]
    return list({product.pk: product for product in named}.values())


def stories_naming(*products):
    """The stories that name one of these, as they are stored; the drafts of published ones are not looked into."""
    pages = ContentType.objects.get_for_model(Page)
    ids = {pk for one in products for pk in _in_cards(one, pages)}
    stories = apps.get_model("articles.ArticlePage").objects
    return stories.filter(Q(products__in=products) | Q(pk__in=ids)).distinct()


def _in_cards(product, pages):
    rows = ReferenceIndex.get_references_to(product).filter(base_content_type=pages)
    return [int(pk) for pk in rows.values_list("object_id", flat=True)]


def connect():
    for model in (Product, Offer, Retailer, Recall):
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"articles.products_named.{model.__name__}")
    post_save.connect(_photo_changed, sender=Photo, dispatch_uid="articles.products_named.Photo")


def _photo_changed(instance, raw=False, created=False, **kwargs):
    """Whether the photo on a card may be shown is found in the stories with that card."""
    products = [] if raw or created else Product.objects.filter(photo=instance)
    if products:
        recheck(stories_naming(*products).order_by().values("pk"))


def _changed(instance, raw=False, created=False, **kwargs):
    """What the rules find in its stories may be otherwise now, and search keeps its name."""
    if raw:
        return
    if isinstance(instance, Retailer):
        recheck(stories_naming(*Product.objects.filter(offers__retailer=instance.pk)).order_by().values("pk"))
        return
    product = instance if isinstance(instance, Product) else instance.product
    ids = list(stories_naming(product).order_by().values_list("pk", flat=True)) if product.pk else []
    recheck(ids)
    if product is instance and ids and not created:
        index_stories.enqueue(ids)
