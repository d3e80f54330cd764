"""Secrets of links and cookies, and what is stored of them."""

import hashlib
import secrets


def new_secret() -> str:
    """A secret for a link or a cookie: 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is stored of a secret. A plain hash suffices for 256 random bits (ASVS 5.0, 6.5.2)."""
    return hashlib.sha256(secret.encode()).hexdigest()
