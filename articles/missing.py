"""What editors do not know yet about a story's people and photos. Shown to them, never to readers."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .citations import people_in, photos_in


def missing_from(article):
    """Return plain sentences, one for each person or photo of which something is not known.

    Args:
        article: an ArticlePage as the editor sees it (its latest revision).
    """
    people = {person.pk: person for person in [*article.authors, *article.cited_people]}
    photos = {photo.pk: photo for photo in photos_in(article.body)}
    if article.hero_photo:
        photos = {article.hero_photo.pk: article.hero_photo} | photos
    sentences = [
        _("%(name)s: %(gaps)s not known") % {"name": thing, "gaps": get_text_list([str(g) for g in gaps], _("and"))}
        for thing in [*people.values(), *photos.values()]
        if (gaps := thing.missing)
    ]
    if article.disclosure_answer == article.DisclosureAnswer.NOT_ASKED:
        sentences.append(_("Disclosure: the writer was not asked yet whether anything was paid for or given"))
    return sentences
