"""Who may see on whom a story leans."""

from wagtail.permissions import page_permission_policy

from people.standing import NOTE_CONTACT


def may_edit_stories(user):
    """Whether stories open in the editor for somebody; the others read them as readers do."""
    return page_permission_policy.user_has_any_permission(user, {"change"})


def knows_sources(user):
    """Whether somebody writes, edits or checks, and may know of a person whom a story leans on without naming them."""
    return user.has_perm(NOTE_CONTACT) or may_edit_stories(user)
