"""The house's own signature (C2PA) on every size of a photo that readers get: the last thing done to it.

Optional: without a certificate that works, photos are served unsigned. The picture a size was made from goes in as its
parent, and of what the parent's credentials say only what was done to it: thumbnails would show what was cropped away,
and camera data where somebody lives. See docs/decisions/0021-content-credentials.md.
"""

import hashlib
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path, PurePath

from PIL import Image

from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile

from .credentials import OFFLINE, SIGNS, manifests_in, media_type
from .vocabulary import DIGITAL_SOURCE_TYPE_ADDRESS

logger = logging.getLogger(__name__)

SIGNED_TYPES = {"image/avif", "image/jpeg", "image/png", "image/webp"}
# Goes into the names of signed files: a new one, or a new certificate, makes `manage.py sign_renditions` make all anew.
MANIFEST_VERSION = 1
SIGNED_MARK = ".c2pa-"
EXPIRY_NOTICE = timedelta(days=30)

# What stays of the parents' credentials: what was done, the hashes that bind it, and who descends from whom.
KEPT_ASSERTIONS = ("c2pa.actions", "c2pa.hash.", "c2pa.ingredient")
# What may still hide in what stays: pictures, boxes nobody can look into, and places or serial numbers in free text.
TOO_MUCH = re.compile(
    rb"\xff\xd8\xff[\xc0-\xfe]|\x89PNG\r|WEBPVP8|brob|c2pa\.(?:databoxes|credentials)"
    rb"|latitude|longitude|gps_?(?:position|coord|info)|serial_?number",
    re.IGNORECASE,
)


class CertificateProblem(Exception):
    """The house's certificate is configured and cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class HouseCertificate:
    chain: bytes  # PEM, the house's own first
    private_key: bytes  # PEM
    algorithm: str  # c2pa's name for it
    expires_at: datetime

    @property
    def version(self):
        """Eight letters that differ for every certificate and every way of signing."""
        return hashlib.sha256(self.chain + bytes([MANIFEST_VERSION])).hexdigest()[:8]


def house_certificate():
    """The certificate of C2PA_CERTIFICATE with its key, or None if neither is set; read anew each time.

    Raises:
        CertificateProblem: it cannot be read, is over, or the key is not its own.
    """
    if not settings.C2PA_CERTIFICATE and not settings.C2PA_PRIVATE_KEY:
        return None
    from cryptography import x509  # 0.1 s
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if not settings.C2PA_CERTIFICATE or not settings.C2PA_PRIVATE_KEY:
        raise CertificateProblem("Only one of C2PA_CERTIFICATE and C2PA_PRIVATE_KEY is set. Set both, or neither.")
    try:
        chain = Path(settings.C2PA_CERTIFICATE).read_bytes()
        private_key = Path(settings.C2PA_PRIVATE_KEY).read_bytes()
        own, key = x509.load_pem_x509_certificates(chain)[0], load_pem_private_key(private_key, password=None)
    except (OSError, ValueError, TypeError) as error:  # TypeError: the key asks for a password
        raise CertificateProblem(f"The certificate or its key cannot be read ({error}). Give PEM files.") from error
    if own.public_key() != key.public_key():
        raise CertificateProblem("The private key does not belong to the certificate. Give the two that came together.")
    now = datetime.now(UTC)
    if not own.not_valid_before_utc <= now <= own.not_valid_after_utc:
        raise CertificateProblem(
            f"The certificate holds from {own.not_valid_before_utc:%Y-%m-%d} to {own.not_valid_after_utc:%Y-%m-%d}, "
            "and not today. Renew it, then run manage.py sign_renditions."
        )
    return HouseCertificate(chain, private_key, _algorithm(key), own.not_valid_after_utc)


def _algorithm(key):
    """The signatures that C2PA 2.2 allows (“Digital signatures”), by kind and size of the key."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ec.EllipticCurvePrivateKey) and key.key_size in (256, 384, 521):
        return {256: "es256", 384: "es384", 521: "es512"}[key.key_size]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    raise CertificateProblem("Photos cannot be signed with this kind of key. Use P-256, P-384, P-521, Ed25519 or RSA.")


def current_version():
    """The HouseCertificate.version that files signed now carry in their name; empty while none can be signed."""
    with suppress(CertificateProblem):
        certificate = house_certificate()
        return certificate.version if certificate else ""
    return ""


def is_current(name, version):
    """Whether a size's file was signed as it would be now, by its name and the `current_version`."""
    if not version:
        return SIGNED_MARK not in name
    return SIGNED_MARK + version in name or media_type(name) not in SIGNED_TYPES


def signed_rendition(rendition, photo):
    """A size of a photo as the file to serve: signed, its name naming the certificate, or as it came.

    Never raises. Whatever hinders signing is a warning in the log.

    Args:
        rendition: the File that Wagtail made, metadata already in it: nothing may be changed afterwards.
        photo: the Photo, whose untouched master is the parent.
    """
    mime_type = media_type(rendition.name)
    try:
        certificate = house_certificate()
        if certificate is None or mime_type not in SIGNED_TYPES:
            return rendition
        rendition.seek(0)
        data = signed(rendition.read(), mime_type, certificate, parents_of(photo), actions_on(photo, rendition))
    except CertificateProblem as problem:
        logger.warning("%s is served unsigned. %s", rendition.name, problem)
    except Exception:  # a page without a photo is worse than a photo without a signature
        logger.warning("%s is served unsigned: c2pa could not sign it.", rendition.name, exc_info=True)
    else:
        path = PurePath(rendition.name)
        return ContentFile(data, name=f"{path.stem}{SIGNED_MARK}{certificate.version}{path.suffix}")
    rendition.seek(0)
    return rendition


def signed(data, mime_type, certificate, parents, actions):
    """Sign a picture with the first of its possible parents that gives nothing private away.

    Args:
        data: the finished file.
        mime_type: one of SIGNED_TYPES.
        certificate: a HouseCertificate.
        parents: pairs of a file's bytes and its media type, best first; the last one must have no credentials.
        actions: what was done since, as C2PA actions.

    Returns:
        The signed file's bytes.

    Raises:
        c2pa.C2paError: the last parent does not do either.
    """
    import c2pa  # 0.2 s

    *better, (last, last_type) = parents
    for parent, parent_type in better:
        with suppress(c2pa.C2paError):
            signed_data, manifest = _signed_with(data, mime_type, certificate, parent, parent_type, actions)
            if not TOO_MUCH.search(manifest) and not _untold(_assertions(signed_data, mime_type)):
                return signed_data
        logger.info("What a photo's own credentials say cannot be passed on; it is signed without them.")
    return _signed_with(data, mime_type, certificate, last, last_type, actions)[0]


def _signed_with(data, mime_type, certificate, parent, parent_type, actions):
    import c2pa

    redacted = _untold(_assertions(parent, parent_type)) if any(sign in parent for sign in SIGNS) else []
    removals = [
        {"action": "c2pa.redacted", "reason": "c2pa.PII.present", "parameters": {"redacted": one}} for one in redacted
    ]
    manifest = {
        "claim_generator_info": [{"name": "Beauty Desk"}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [actions[0], *removals, *actions[1:]]}}],
    }
    if redacted:
        manifest["redactions"] = redacted
    info = c2pa.C2paSignerInfo(certificate.algorithm, certificate.chain, certificate.private_key, None)
    # Without our trust list: a parent written down as trusted makes readers with another list doubt our signature too.
    ways = OFFLINE | {"builder": {"thumbnail": {"enabled": False}}}
    output = BytesIO()
    with (
        c2pa.Context.from_dict(ways, signer=c2pa.Signer.from_info(info)) as context,
        c2pa.Builder(manifest, context) as builder,
    ):
        # Not the file's own name: it may be a person's.
        ingredient = {"title": "Master", "label": "master", "relationship": "parentOf"}
        builder.add_ingredient(ingredient, parent_type, BytesIO(parent))
        manifest_bytes = builder.sign(mime_type, BytesIO(data), output)
    return output.getvalue(), manifest_bytes


def _assertions(data, mime_type):
    """The addresses of all assertions in a file's credentials, its ancestors' among them."""
    manifests = (manifests_in(data, mime_type, {}, detailed=True) or {}).get("manifests", {})
    return [
        f"self#jumbf=/c2pa/{manifest}/c2pa.assertions/{assertion}"
        for manifest, content in manifests.items()
        for assertion in content["assertion_store"]
    ]


def _untold(assertions):
    """Those of the assertions that are nobody's business."""
    return [one for one in assertions if not one.rpartition("/")[2].startswith(KEPT_ASSERTIONS)]


def parents_of(photo):
    """The untouched master, if its credentials could be read when it came; then the public file, which has none."""
    files = [photo.file]
    if photo.master and not photo.credential_report.get("unreadable"):
        files.insert(0, photo.master)
    for file in files:
        with suppress(OSError), file.storage.open(file.name) as content:
            yield content.read(), media_type(file.name)


def actions_on(photo, rendition):
    """What the house did to a photo (C2PA 2.2, “Actions”): opened it, perhaps cut and made it smaller, encoded it."""
    opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["master"]}}
    if photo.digital_source_type:
        opened["digitalSourceType"] = DIGITAL_SOURCE_TYPE_ADDRESS + photo.digital_source_type
    width, height = _size(rendition)
    rounding = max(photo.width, photo.height)  # of one pixel
    is_cropped = abs(width * photo.height - height * photo.width) > rounding
    is_resized = (width, height) != (photo.width, photo.height)
    done = [(is_cropped, "c2pa.cropped"), (is_resized, "c2pa.resized"), (True, "c2pa.transcoded")]
    return [opened, *({"action": name} for is_done, name in done if is_done)]


def _size(file):
    file.seek(0)
    with Image.open(file) as image:
        return image.size


def check_certificate(**kwargs):
    """Django's system check: says that the certificate cannot sign, or soon will not."""
    try:
        certificate = house_certificate()
    except CertificateProblem as problem:
        return [checks.Warning(f"Photos are served without the house's signature. {problem}", id="photos.W001")]
    if certificate and certificate.expires_at - datetime.now(UTC) < EXPIRY_NOTICE:
        ends = f"The certificate that photos are signed with ends on {certificate.expires_at:%Y-%m-%d}."
        return [checks.Warning(ends, hint="Renew it, then run manage.py sign_renditions.", id="photos.W002")]
    return []
