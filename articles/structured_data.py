"""Schema.org data (JSON-LD) of stories and people: from the fields readers see, and from nothing else.

What is not known is left out. Only words that the page prints in quotation marks become a Quotation, and the two
photos of a before/after pair are not listed: they prove something only together.
"""

import json
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import to_locale

from wagtail.models import Site

from photos.renditions import HERO_SPECS, QUICK_FORMAT, sizes_named, specs
from sources.vocabulary import SourceKind

from .disclosures import DisclosureKind
from .references import rows_in

# Specialties as they are written here, and schema.org's MedicalSpecialty (https://schema.org/MedicalSpecialty).
MEDICAL_SPECIALTIES = {
    "dermatology": "https://schema.org/Dermatology",
    "dermatologist": "https://schema.org/Dermatology",
    "plastic surgery": "https://schema.org/PlasticSurgery",
    "dentistry": "https://schema.org/Dentistry",
    "gynecology": "https://schema.org/Gynecologic",
    "gynaecology": "https://schema.org/Gynecologic",
    "oncology": "https://schema.org/Oncologic",
    "endocrinology": "https://schema.org/Endocrine",
    "public health": "https://schema.org/PublicHealth",
    "dietetics": "https://schema.org/DietNutrition",
}

# As in Django's json_script: nothing in the data can end the script element around it.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


# What rooms above know about a story.
ADDED: list[Callable] = []


def add_to_story(properties):
    """Register a function of (article, request) that returns more properties of the Article, as a dict."""
    ADDED.append(properties)


def script(data):
    """Return the data as a script element for the page's head. Browsers never run it."""
    text = as_json({"@context": "https://schema.org"} | data)
    # Escaped in the line above; HTML escaping inside a script element would break the JSON.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def as_json(data):
    return json.dumps(data, ensure_ascii=False).translate(ESCAPES)


def story(article, request, publisher):
    """An Article; around it a MedicalWebPage if a medical reviewer stands behind the story as it is now.

    schema.org cannot say "before the latest changes": then nothing is claimed (docs/decisions/0029).

    Args:
        article: an ArticlePage that `prefetch_story` has filled.
        publisher: what `home/structured_data.py` says of the magazine.
    """
    url = article.get_full_url(request)
    article_data = known(
        "Article",
        headline=article.title,
        description=article.dek,
        image=hero_images(article, request),
        datePublished=moment(article.first_published_at),
        dateModified=moment(article.modified_at),
        author=[person(writer, request) for writer in article.authors],
        publisher=publisher,
        articleSection=article.topic.title if article.topic else "",
        mainEntityOfPage=url,
        inLanguage=language(),
        sponsor=sponsors(article),
        hasPart=quotations(article, request),
        associatedMedia=body_images(article, request),
        citation=[source(row.shown) for row in rows_in(article.body)],
        mentions=[defined_term(term, request) for term in article.words_explained],
        **{name: value for more in ADDED for name, value in more(article, request).items()},
    )
    if not article.medical_reviewer or article.changed_since_medical_review:
        return article_data
    return known(
        "MedicalWebPage",
        url=url,
        reviewedBy=person(article.medical_reviewer, request),
        lastReviewed=article.medically_reviewed_on and article.medically_reviewed_on.isoformat(),
        specialty=MEDICAL_SPECIALTIES.get(article.medical_review_specialty.strip().casefold(), ""),
        mainEntity=article_data,
    )


def defined_term(term, request):
    """A word that the glossary explains, as somebody has signed for it."""
    address = Site.find_for_request(request).root_url + reverse("glossary")
    return {"@type": "DefinedTerm", "@id": f"{address}#{term.anchor}"} | known(
        "DefinedTerm",
        name=term.signed["title"],
        alternateName=term.signed["names"],
        description=term.signed["definition"],
        url=f"{address}#{term.anchor}",
        inDefinedTermSet=address,
    )


def source(shown):
    """A row of a list of sources. Its authors are a line of text, and no Person: they are left out."""
    is_paper = shown["kind"] == SourceKind.PAPER
    publisher = shown["publisher"]
    return known(
        "ScholarlyArticle" if is_paper else "CreativeWork",
        name=shown["title"],
        url=shown["address"],
        datePublished=str(shown["year"] or ""),
        isPartOf=known("Periodical", name=publisher) if is_paper and publisher else None,
        publisher=known("Organization", name=publisher) if publisher and not is_paper else None,
    )


def profile(page, request):
    """A ProfilePage of a writer, expert or reviewer."""
    about = person(page, request) | known(
        "Person",
        honorificSuffix=page.credential_line,
        jobTitle=page.job_title,
        affiliation=[known("Organization", name=one.institution) for one in page.current_affiliations],
        knowsAbout=page.specialty,
        hasCredential=[credential(one) for one in page.verified_credentials],
        image=images(page.portrait, page_size(page.portrait), credit=page.portrait.credit) if page.portrait else [],
        sameAs=[link.url for link in page.links.all()],
    )
    return known("ProfilePage", url=page.get_full_url(request), mainEntity=about)


def credential(verified):
    """A verified credential. What stands for the desk alone, its number for one, stays out."""
    return known(
        "EducationalOccupationalCredential",
        name=verified.name,
        credentialCategory=verified.get_kind_display(),
        recognizedBy=verified.issuing_body and known("Organization", name=verified.issuing_body),
        validIn=verified.jurisdiction and known("AdministrativeArea", name=verified.jurisdiction),
        expires=verified.expires_on and verified.expires_on.isoformat(),
    )


def known(schema_type, **fields):
    """A schema.org object without the fields that are empty."""
    return {"@type": schema_type} | {name: value for name, value in fields.items() if value}


def pixels(number):
    """A size as schema.org has it: no bare number, but one with its unit (E37 is UN/CEFACT's code for pixels)."""
    return known("QuantitativeValue", value=number, unitCode="E37")


def language():
    """The magazine's language as BCP 47 writes it: “en-GB”, “de”."""
    return to_locale(settings.LANGUAGE_CODE).replace("_", "-")


def moment(when):
    return when and localtime(when).isoformat(timespec="seconds")


def person(page, request):
    """Someone by name; if readers can open their page, with its address and the id that outlives the address."""
    if not page.live:
        return known("Person", name=page.title)
    return {"@type": "Person", "@id": page.translation_key.urn} | known(
        "Person", name=page.title, url=page.get_full_url(request)
    )


def sponsors(article):
    """Who paid for the story itself, if readers are told the name. For gifts and links schema.org has no word."""
    return [
        known("Organization", name=disclosure.party)
        for disclosure in article.disclosures.all()
        if disclosure.kind == DisclosureKind.PAID_PARTNERSHIP and disclosure.party in disclosure.sentence
    ]


def quotations(article, request):
    """The direct and partial quotes, each with its speaker."""
    return [
        known("Quotation", text=block.value.shown_words, spokenByCharacter=person(block.value.shown_person, request))
        for block in article.body
        if block.block_type == "statement" and block.value.is_quotation and block.value.shown_person
    ]


def hero_images(article, request):
    if not article.hero_photo:
        return []
    return images(
        article.hero_photo,
        HERO_SPECS,
        caption=article.hero_shown_caption,
        credit=article.hero_shown_credit,
        makers=makers(article, request),
    )


def body_images(article, request):
    """The single photos and galleries of the body, in order."""
    uses = []
    for block in article.body:
        if block.block_type == "photo":
            uses.append(block.value)
        elif block.block_type == "gallery":
            uses.extend(block.value["photos"])
    return [
        image
        for use in uses
        if use["photo"]
        for image in images(
            use["photo"],
            page_size(use["photo"]),
            caption=use.shown_caption,
            credit=use.shown_credit,
            makers=makers(article, request),
        )
    ]


def page_size(photo):
    """The largest of the sizes that the page shows anyway, as every client can read it."""
    return specs(photo, QUICK_FORMAT)[-1:]


def makers(article, request):
    """The writers by name: a credit that is exactly such a name tells who made the photo."""
    return {writer.title: person(writer, request) for writer in article.authors}


def images(photo, sizes, *, credit, caption="", makers=None):
    """One ImageObject for each rendition; none if the photo may not be shown, is sensitive, or its file is lost.

    The credit line is repeated as printed. Photographer and copyright notice are told only where that line has them:
    readers see nothing else of either.
    """
    if photo.is_withheld or photo.sensitivity:
        return []
    return [
        known(
            "ImageObject",
            url=rendition.full_url,
            contentUrl=rendition.full_url,
            width=pixels(rendition.width),
            height=pixels(rendition.height),
            caption=caption,
            creditText=credit,
            creator=creator(photo, credit, makers or {}),
            copyrightNotice=photo.copyright_notice if photo.copyright_notice in credit else "",
            license=photo.licence_url,
        )
        for rendition in sizes_named(photo, sizes).values()
        if rendition.width
    ]


def creator(photo, credit, makers):
    """Who made the photo, where the credit line says so: one of the writers, or the photographer on record."""
    photographer = photo.photographer.strip()
    if not photographer or photographer not in credit:
        return makers.get(credit)
    return makers.get(photographer) or known("Person", name=photographer)
