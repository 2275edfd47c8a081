"""Who signs a new story."""


def sign_new_story(sender, page, **kwargs):
    """Put the writer who starts a story into its byline; they can change it like any other.

    Connected to Wagtail's signal `init_new_page`, which is sent for every page before its empty form is shown.
    """
    person = getattr(page.owner, "person", None)
    if hasattr(page, "bylines") and person and person.is_writer:
        byline = page._meta.get_field("bylines").related_model
        page.bylines = [byline(person=person)]
