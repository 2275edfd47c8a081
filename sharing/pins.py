from articles.pins import keep_revisions


@keep_revisions
def carries_link(revision):
    """Whether a preview link is pinned to this version: then no autosave may rewrite it in place."""
    return revision.preview_links.exists()
