"""Schema.org data of an advertiser's page: from what readers see on it, as for stories."""

from articles.structured_data import body_images, hero_images, known, moment, quotations


def advertisement(page, request, publisher):
    """An AdvertiserContentArticle with its sponsor, which search engines do not take for news.

    Args:
        page: an AdvertiserPage.
        publisher: what `home/structured_data.py` says of the magazine.
    """
    return known(
        "AdvertiserContentArticle",
        headline=page.title,
        description=page.dek,
        image=hero_images(page, request),
        datePublished=moment(page.first_published_at),
        dateModified=moment(page.last_published_at),
        sponsor=known("Organization", name=page.sponsor, url=page.sponsor_url),
        publisher=publisher,
        mainEntityOfPage=page.get_full_url(request),
        hasPart=quotations(page, request),
        associatedMedia=body_images(page, request),
    )
