"""An authority of certificates, for a node of this machine."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

__all__ = ["Authority"]


class Authority:
    """A hall's own, that signs certificates of 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = generate_private_key(SECP256R1())
        own = self._certificate("authority", self._key, timedelta(days=1)).add_extension(
            x509.BasicConstraints(True, None), True
        )
        self.file, self.node_file = folder / "authority.pem", folder / "node.pem"
        self.file.write_bytes(own.sign(self._key, SHA256()).public_bytes(Encoding.PEM))

    @staticmethod
    def _certificate(whose: str, key: EllipticCurvePrivateKey, left: timedelta) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder(_named("authority"), _named(whose), key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + left)
        )

    def signed(self, left: timedelta) -> ssl.SSLContext:
        """What a node serves by, with a certificate that is good for as long as is `left`."""
        key, file = generate_private_key(SECP256R1()), self.node_file
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        certificate = self._certificate("node", key, left).add_extension(address, False).sign(self._key, SHA256())
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        served.load_cert_chain(file)
        return served


def _named(whose: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, whose)])
