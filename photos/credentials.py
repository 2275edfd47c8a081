"""What a photo's Content Credentials say (C2PA 2.x): who signed it, out of what it was made, whether that still holds.

No request ever leaves the house: credentials kept elsewhere are named, not fetched, and revocation is not asked for.
See docs/decisions/0021-content-credentials.md.
"""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .vocabulary import CredentialState

logger = logging.getLogger(__name__)

# A file without either of these words has no credentials: most have none, and the library need not be loaded
# (0.2 s and 50 MB once in each process). The second one is XMP's, for credentials that are kept elsewhere.
SIGNS = (b"c2pa", b"provenance")
MEDIA_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".heic": "image/heic",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}

# Measured: 334 kB of credentials with 60 ancestors take 0.14 s, and time grows with size. An upload of 30 MB that is
# nothing but credentials would take a quarter of a minute; nobody waits so long.
READ_SECONDS = 10
MAX_INGREDIENTS = 20
MAX_TEXT = 200  # characters of a name or title out of the file

OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
    # The identity assertions of CAWG would ask the web who somebody is.
    "core": {
        "allowed_network_hosts": [],
        "decode_identity_assertions": False,
        "max_decompressed_manifest_size_in_mb": 8,
    },
}
# These speak of the signer and the clock. Whatever else fails says that the picture is not what was signed.
ABOUT_THE_SIGNER = ("signingCredential.", "timeStamp.", "claimSignature.outsideValidity")
GOOD_NEWS = (".match", ".validated", ".trusted", ".insideValidity", ".redacted")

SENTENCES = {
    CredentialState.NONE: _(
        "This photo came without Content Credentials. Most photos do, and that says nothing against one."
    ),
    CredentialState.UNTRUSTED: _(
        "This photo came with Content Credentials, and nothing was changed since they were signed. The signer is not "
        "on the trust list, so nobody vouches for who they are."
    ),
    CredentialState.TRUSTED: _(
        "This photo came with Content Credentials, and nothing was changed since they were signed by somebody on the "
        "trust list. That proves who signed, not that the picture shows what happened."
    ),
    CredentialState.BROKEN: _(
        "This photo came with Content Credentials that do not hold: it, or a picture it was made from, was changed "
        "after signing, or they are damaged."
    ),
}
INGREDIENT_WORDS = {
    CredentialState.NONE: _("no Content Credentials"),
    CredentialState.UNTRUSTED: _("signer not on the trust list"),
    CredentialState.TRUSTED: _("signer on the trust list"),
    CredentialState.BROKEN: _("changed after signing, or damaged"),
}


def read(data, name):
    """Read the Content Credentials of a file as it came, before anything is cut out of it.

    Never raises: what cannot be read is BROKEN where there is something, NONE where there is nothing.

    Args:
        data: the file's bytes.
        name: its name; the extension says the format.

    Returns:
        A CredentialState, and a report to keep as JSON: `signer` (an organisation), `certificate` (its name),
        `signed_at` (only where a time stamp says so), `made_with`, `problems` (C2PA's validation codes), `ingredients`
        (title, relationship, state and signer of each), `kept_at` (an address that was not asked), `unreadable`.
    """
    if not any(sign in data for sign in SIGNS):
        return CredentialState.NONE, {}
    reader = ThreadPoolExecutor(max_workers=1)
    try:
        manifests = reader.submit(manifests_in, data, media_type(name), trust()).result(timeout=READ_SECONDS)
        return Findings(manifests).told() if manifests else (CredentialState.NONE, {})
    except Exception as error:  # a hostile file can make a decoder say anything
        if kept_at := _address_elsewhere(error):
            return CredentialState.NONE, {"kept_at": kept_at}
        logger.warning("Content Credentials of %r cannot be read: %r", name, error, exc_info=True)
        has_some = b"jumb" in data
        return (CredentialState.BROKEN, {"unreadable": True}) if has_some else (CredentialState.NONE, {})
    finally:
        reader.shutdown(wait=False)


def in_words(state, report):
    """What `read` found, as screens say it: a sentence, signer, day of signing, and the pictures it was made from."""
    ingredients = [one | {"words": INGREDIENT_WORDS[one["state"]]} for one in report.get("ingredients", [])]
    return report | {
        "sentence": SENTENCES[state],
        "signer": ", ".join(name for name in (report.get("certificate"), report.get("signer")) if name),
        "signed_at": _moment(report.get("signed_at")),
        "ingredients": ingredients,
    }


def _moment(text):
    with suppress(ValueError):  # the shape of a time, and none
        return parse_datetime(text or "")
    return None


def media_type(name):
    """The media type of a photo file by its extension, or None."""
    return MEDIA_TYPES.get(Path(name).suffix.lower())


def manifests_in(data, mime_type, trust, detailed=False):
    """What c2pa says of a file, as a dictionary, or None if it has no credentials. Raises C2paError on bad ones.

    Args:
        data: the file's bytes.
        mime_type: its media type.
        trust: what `trust` returns.
        detailed: every assertion as it stands in the file, rather than the story it tells.
    """
    import c2pa  # 0.2 s, so only where there is something to read

    with c2pa.Context.from_dict(OFFLINE | trust) as context:
        reader = c2pa.Reader.try_create(mime_type, BytesIO(data), context=context)
        if reader is None:
            return None
        with reader:
            return json.loads(reader.detailed_json() if detailed else reader.json())


def trust():
    """c2pa's setting for the certificates in C2PA_TRUST_LIST; empty if none is set or it cannot be read."""
    if not settings.C2PA_TRUST_LIST:
        return {}
    try:
        return {"trust": {"trust_anchors": Path(settings.C2PA_TRUST_LIST).read_text()}}
    except (OSError, UnicodeError) as error:
        logger.warning("The trust list cannot be read, so no signer is trusted: %s", error)
        return {}


class Findings:
    """The manifests of one file, looked at as a whole: the outer signature says nothing about what lies below it."""

    def __init__(self, manifests):
        self.outcome = manifests.get("validation_state")
        self.results = manifests.get("validation_results") or {}
        self.manifests = manifests.get("manifests") or {}
        self.active = self.manifests.get(manifests.get("active_manifest")) or {}

    def told(self):
        """Return the state and the report that `read` promises."""
        broken_first = sorted(self._below(self.active, set()), key=lambda one: one["state"] != CredentialState.BROKEN)
        problems = _failures(self.results.get("activeManifest")) | _failures_below(self.results)
        report = _signature(self.active) | {
            "made_with": _names(self.active.get("claim_generator_info")),
            "problems": sorted(problems)[:MAX_INGREDIENTS],
            "ingredients": broken_first[:MAX_INGREDIENTS],
        }
        is_broken = _breaks(problems) or any(one["state"] == CredentialState.BROKEN for one in broken_first[:1])
        if is_broken or (self.outcome == "Invalid" and not problems):
            return CredentialState.BROKEN, report
        return CredentialState.TRUSTED if self._is_signer_trusted() else CredentialState.UNTRUSTED, report

    def _is_signer_trusted(self):
        # Not by the outcome: one doubtful signer further back would speak for this one.
        own = self.results.get("activeManifest") or {}
        codes = {one.get("code") for one in own.get("success") or []}
        return "signingCredential.trusted" in codes and not _failures(own)

    def _below(self, manifest, seen):
        for ingredient in manifest.get("ingredients") or []:
            label = ingredient.get("active_manifest")
            below = self.manifests.get(label) or {}
            yield {
                "title": plain(ingredient.get("title")),
                "relationship": plain(ingredient.get("relationship")),
                "state": self._state_of(ingredient, label),
                "signer": _signature(below)["signer"],
            }
            if label and label not in seen:
                seen.add(label)
                yield from self._below(below, seen)

    def _state_of(self, ingredient, label):
        """What whoever made the picture out of it found, and what is found now."""
        recorded = (ingredient.get("validation_results") or {}).get("activeManifest") or {}
        problems = _failures(recorded) | {
            one.get("code", "") for one in ingredient.get("validation_status") or [] if not _is_good(one)
        }
        if _breaks(problems):
            return CredentialState.BROKEN
        if not label:
            return CredentialState.NONE
        return CredentialState.TRUSTED if label in self._trusted_now else CredentialState.UNTRUSTED

    @cached_property
    def _trusted_now(self):
        """The labels of manifests whose signer is on our list; what other houses' lists said counts for nothing.

        The library reports an ingredient's trust only where it differs from what was recorded, so a label is trusted
        where it says so now, or was recorded and is not contradicted.
        """
        trusted, contradicted = set(), set()
        for ingredient in (one for manifest in self.manifests.values() for one in manifest.get("ingredients") or []):
            recorded = (ingredient.get("validation_results") or {}).get("activeManifest") or {}
            trusted |= _labels(recorded.get("success"), "signingCredential.trusted")
        for delta in self.results.get("ingredientDeltas") or []:
            now = delta.get("validationDeltas") or {}
            trusted |= _labels(now.get("success"), "signingCredential.trusted")
            contradicted |= _labels(now.get("failure"), "signingCredential.untrusted")
        return trusted - contradicted


def _labels(entries, code):
    """The manifests that entries with this code are about: self#jumbf=/c2pa/LABEL/c2pa.signature."""
    urls = [one.get("url") or "" for one in entries or [] if one.get("code") == code]
    return {url.split("/")[2] for url in urls if url.count("/") > 2}


def _failures(results):
    return {one.get("code", "") for one in (results or {}).get("failure") or []}


def _failures_below(results):
    return set().union(*(_failures(one.get("validationDeltas")) for one in results.get("ingredientDeltas") or []))


def _is_good(entry):
    return bool(entry.get("success")) or entry.get("code", "").endswith(GOOD_NEWS)


def _breaks(codes):
    return any(not code.startswith(ABOUT_THE_SIGNER) for code in codes)


def _signature(manifest):
    signature = manifest.get("signature_info") or {}
    return {
        "signer": plain(signature.get("issuer")),
        "certificate": plain(signature.get("common_name")),
        "signed_at": plain(signature.get("time")),
    }


def _names(generators):
    return plain(", ".join(str(one.get("name", "")) for one in generators or []))


def plain(text):
    """A name or title out of a file, as one short line: no control characters, and none a database would refuse."""
    return "".join(filter(str.isprintable, str(text or "")))[:MAX_TEXT]


def _address_elsewhere(error):
    """The address in c2pa's refusal to fetch: “must fetch remote manifests from url …”."""
    _before, found, address = str(error).partition("must fetch remote manifests from url ")
    return plain(address) if found else ""
