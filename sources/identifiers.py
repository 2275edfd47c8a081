"""DOIs and PubMed ids, however they were pasted, in one form each."""

import re
from urllib.parse import quote, unquote

# DOI Handbook, 2.2: a prefix that begins with "10." and a registrant's code, a slash, and any printable suffix. Control
# characters and halves of surrogate pairs are not printable, and PostgreSQL keeps neither NUL nor the latter.
DOI = re.compile(
    r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s?)?"
    r"(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s<>\"\x00-\x1f\x7f-\x9f\ud800-\udfff]+)",
    re.IGNORECASE,
)
# NLM: one to eight digits, no leading zero.
PUBMED = re.compile(
    r"(?:https?://(?:pubmed\.ncbi\.nlm\.nih\.gov/|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/)|pmid:?\s?)?([1-9][0-9]{0,7})/?",
    re.IGNORECASE,
)


def doi_in(written):
    """Return the DOI in what was typed or pasted, in small letters (DOIs know no case); None where there is none."""
    found = DOI.fullmatch(unquote(written.strip()))
    return found[1].lower() if found else None


def pubmed_id_in(written):
    """Return the PubMed id in what was typed or pasted, its digits alone; None where there is none."""
    found = PUBMED.fullmatch(written.strip())
    return found[1] if found else None


def doi_address(doi):
    return f"https://doi.org/{quote(doi, safe='/:;().-_')}"


def pubmed_address(pubmed_id):
    return f"https://pubmed.ncbi.nlm.nih.gov/{pubmed_id}/"
