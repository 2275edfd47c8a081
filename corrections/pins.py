from articles.pins import keep_revisions


@keep_revisions
def was_public(revision):
    """Whether readers have read this version: then no autosave may rewrite it in place."""
    return revision.published_versions.exists()
