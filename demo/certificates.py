"""A certificate for photos that nobody outside this machine trusts: what a house would buy, made by itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOUSE = "Beauty Desk demo magazine"


@dataclass(frozen=True)
class Certified:
    certificate: x509.Certificate
    key: EllipticCurvePrivateKey

    @property
    def certificate_pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self):
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certify(name, by=None, days=(-1, 365), signs_others=True):
    """Make a key and its certificate as C2PA 2.2 asks for them (“Certificate profile”): P-256, for e-mail protection.

    Args:
        name: the common name.
        by: the Certified that vouches for it; without one, it vouches for itself.
        days: from when until when it holds, counted from now.
        signs_others: whether it vouches for certificates, or signs photos.
    """
    key = generate_private_key(SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, HOUSE), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    issuer, issuer_key = (by.certificate.subject, by.key) if by else (subject, key)
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=signs_others, path_length=None), critical=True)
        .add_extension(_usage(signs_others), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not signs_others:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return Certified(builder.sign(issuer_key, hashes.SHA256()), key)


def _usage(signs_others):
    return x509.KeyUsage(
        digital_signature=not signs_others,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def write_chain(folder):
    """Write certificate.pem (with the one that vouches for it), private_key.pem and trust_list.pem (the root)."""
    root = certify("Demo root")
    between = certify("Demo intermediate", by=root)
    own = certify("Demo photo desk", by=between, signs_others=False)
    folder.mkdir(parents=True)
    (folder / "certificate.pem").write_bytes(own.certificate_pem + between.certificate_pem)
    (folder / "trust_list.pem").write_bytes(root.certificate_pem)
    key_file = folder / "private_key.pem"
    key_file.touch(mode=0o600)
    key_file.write_bytes(own.key_pem)
