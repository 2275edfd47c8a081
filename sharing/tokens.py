"""The secret in the address of a preview link."""

import hashlib
import secrets

BYTES = 32  # 256 bits: nobody guesses one, at whatever rate


def new_token():
    """A secret that goes into an address, 43 characters long. It is shown once and stored nowhere."""
    return secrets.token_urlsafe(BYTES)


def hashed(token):
    """What is stored of a secret, and looked up.

    A plain SHA-256 is enough: salt and slowness protect what people make up, not 256 random bits. And since the
    database compares hashes, how long it takes says nothing about the secret.
    """
    return hashlib.sha256(token.encode()).hexdigest()
