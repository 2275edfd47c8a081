from django.urls import path

from wagtail.contrib.sitemaps.views import sitemap

from . import feeds, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("feeds/rss.xml", feeds.feed, {"kind": "rss"}, name="feed_rss"),
    path("feeds/atom.xml", feeds.feed, {"kind": "atom"}, name="feed_atom"),
    path("feeds/<str:topic>/rss.xml", feeds.feed, {"kind": "rss"}, name="topic_feed_rss"),
    path("feeds/<str:topic>/atom.xml", feeds.feed, {"kind": "atom"}, name="topic_feed_atom"),
    path("corrections/rss.xml", feeds.corrections, {"kind": "rss"}, name="corrections_rss"),
    path("corrections/atom.xml", feeds.corrections, {"kind": "atom"}, name="corrections_atom"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
]
