from django.urls import path

from wagtail.contrib.sitemaps.views import index, sitemap

from . import feeds, views
from .glossary import glossary
from .markdown import twin
from .oembed import oembed
from .sitemaps import SITEMAPS

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("saved/", views.saved, name="saved"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_part"}, name="sitemap"),
    path("sitemap-<str:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_part"),
    path("glossary/", glossary, name="glossary"),
    path("oembed/", oembed, name="oembed"),
    path("<path:path>/index.md", twin, name="markdown_twin"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
]

for kind, file in feeds.FILES.items():
    urlpatterns += [
        path(f"feeds/{file}", feeds.feed, {"kind": kind}, name=f"feed_{kind}"),
        path(f"feeds/<str:topic>/{file}", feeds.topic_feed, {"kind": kind}, name=f"topic_feed_{kind}"),
        path(f"feeds/people/<str:person>/{file}", feeds.person_feed, {"kind": kind}, name=f"person_feed_{kind}"),
        path(f"corrections/{file}", feeds.corrections, {"kind": kind}, name=f"corrections_{kind}"),
    ]
