"""Another file for a photo is a photo of its own, and comes to readers past the desks, like any change of a story."""

import re

from django.db import transaction

from readiness.actions import lock_page

from .where_used import pages_showing, with_another_photo

# What was said of the old file alone; of another one nobody has said it yet.
ABOUT_THE_FILE = (
    *("alt_text", "long_description"),
    *("release_state", "retouching", "retouching_note", "retouching_declared_by"),
    *("digital_source_type", "taken_on"),
    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
)


def become_a_replacement(photo, said_anew):
    """Make what a form has changed into a new photo, not saved yet, beside the one it came from.

    Args:
        photo: the photo with what was typed. Its row in the database stays as it is.
        said_anew: names of the fields that were filled in with the new file in mind.
    """
    photo.replaces_id, photo.pk = photo.pk, None
    photo._state.adding = True
    for name in set(ABOUT_THE_FILE) - set(said_anew):
        setattr(photo, name, photo._meta.get_field(name).get_default())
    if "title" not in said_anew:
        photo.title = numbered(photo.title)
    photo.withheld_at = photo.erased_at = None


def numbered(title):
    """The title with the next number, so that lists tell two files apart: “Cheek” becomes “Cheek (2)”."""
    found = re.search(r" \((\d{1,4})\)\Z", title)
    stem, number = (title[: found.start()], int(found[1])) if found else (title, 1)
    return f"{stem[:240]} ({number + 1})"


@transaction.atomic
def put_into_drafts(photo, user):
    """Show a replacement in a new draft of each page whose newest version shows the photo it replaces.

    Returns the pages with a new draft, those that this person may not change now, and those whose draft has another
    photo already while readers see the old one, or soon will.
    """
    changed, left, behind = [], [], []
    for page in pages_showing(photo.replaces):
        if page.alias_of_id:  # follows its original
            continue
        lock_page(page.pk)  # what is read from here on is the newest, and stays so
        goes_on_showing_it, page = page.goes_on_showing_it, page.specific
        content = page.get_latest_revision_as_object().serializable_data()
        replaced = with_another_photo(content, photo.replaces_id, photo.pk)
        if replaced == content:  # only an older version shows it
            behind += [page] if goes_on_showing_it else []
            continue
        rights = page.permissions_for_user(user)
        if not rights.can_edit() or rights.page_locked():
            left.append(page)
            continue
        page.with_content_json(replaced).save_revision(user=user, log_action=True, clean=False)
        changed.append(page)
    return changed, left, behind
