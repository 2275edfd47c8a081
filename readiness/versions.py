def version_in(revision):
    """Return the page as a revision has it, made once for all who look at a revision that has just been saved.

    Those who look must not change it. Whoever wants a page of their own calls `revision.as_object()`.
    """
    content, page = getattr(revision, "_version", (None, None))
    if content is not revision.content:
        page = revision.as_object()
        revision._version = revision.content, page
    return page
