"""Certificates of the lab: an authority of its own, made new each time, and one certificate for all of its names.

Elliptic curve P-256, which takes a few milliseconds. The authority's name says SYNTHETIC. Contexts of ssl follow what
an app does: it trusts what it is given, and a pinned one trusts the authority alone.
"""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from harness.lab.world import DOMAIN

AUTHORITY: Final = "SYNTHETIC harness-lab authority"
_DAYS: Final = 30
_VERSIONS: Final = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


@dataclass(frozen=True, slots=True)
class Files:
    """Where the certificates of a run are, in PEM."""

    authority: Path
    chain: Path
    key: Path


def files_in(folder: Path) -> Files:
    """What ``make`` writes into a folder."""
    return Files(folder / "authority.pem", folder / "servers.pem", folder / "servers.key")


def make(folder: Path, now: dt.datetime) -> Files:
    """Make authority and certificate.

    Args:
        folder: Exists; gets the files.
        now: They are valid from a day before.
    """
    own, servers = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _named(AUTHORITY)
    authority = (
        _certificate(issuer, issuer, own, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .sign(own, hashes.SHA256())
    )
    names = [x509.DNSName(DOMAIN), x509.DNSName(f"*.{DOMAIN}")]
    certificate = (
        _certificate(issuer, _named(f"*.{DOMAIN}"), servers, now)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own.public_key()), critical=False)
        .sign(own, hashes.SHA256())
    )
    found = files_in(folder)
    found.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    found.chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    found.key.touch(mode=0o600)
    found.key.write_bytes(
        servers.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return found


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=_DAYS))
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def server_context(files: Files) -> ssl.SSLContext:
    """What all servers present."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.chain, files.key)
    context.set_alpn_protocols(["http/1.1"])
    return context


def client_context(
    trusted: Path, version: str, *, web: bool = True, keylog: Path | None = None
) -> ssl.SSLContext:
    """What the app uses for one connection.

    Args:
        trusted: Authorities that it trusts, in PEM.
        version: ``1.2`` or ``1.3``, and no other.
        web: Whether HTTP is spoken, which a client announces (RFC 7301); a proxy goes by it.
        keylog: File that its secrets are added to.
    """
    context = ssl.create_default_context(cafile=str(trusted))
    context.minimum_version = context.maximum_version = _VERSIONS[version]
    if web:
        context.set_alpn_protocols(["http/1.1"])
    if keylog is not None:
        context.keylog_filename = str(keylog)
    return context
