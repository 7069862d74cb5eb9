"""A server that reads a whole request and then fails in one of the ways in which servers and networks do."""

import os
import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n\r\n{}"


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _raw(connection: socket.socket, content: bytes) -> None:
    """Write below TLS."""
    os.write(connection.fileno(), content)


def _wait(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.recv(1)


PLAIN: dict[str, Callable[[socket.socket], object]] = {
    "closed": lambda connection: None,
    "reset": _reset,
    "no answer": _wait,
    "half a status line": lambda connection: connection.sendall(b"HTTP/1.1 2"),
    "half the headers": lambda connection: connection.sendall(OK[:40]),
    "half a body": lambda connection: connection.sendall(OK.replace(b"h: 2", b"h: 9")),
    "garbage": lambda connection: connection.sendall(b"\0\1\2\3 no HTTP\r\n\r\n"),
}
TLS: dict[str, Callable[[socket.socket], object]] = {
    "TLS closed": lambda connection: connection.unwrap() if isinstance(connection, ssl.SSLSocket) else None,
    "TLS cut off": lambda connection: None,
    "TLS reset": _reset,
    "TLS garbage": lambda connection: _raw(connection, b"\0\1\2\3 no TLS"),
    "TLS alert in clear": lambda connection: _raw(connection, b"\x15\x03\x03\x00\x02\x02\x50"),
    "TLS half a body": lambda connection: connection.sendall(OK.replace(b"h: 2", b"h: 9")),
}


class FaultyServer:
    """Counts the requests that it read, and fails after each as `fault` says."""

    def __init__(self, fault: Callable[[socket.socket], object], certificate: Path | None = None) -> None:
        self.read = 0
        self._fault = fault
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._tls = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self.url = f"http{'s' if self._tls else ''}://127.0.0.1:{self._listening.getsockname()[1]}"

    @contextmanager
    def running(self) -> Iterator["FaultyServer"]:
        thread = Thread(target=self._serve, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                with suppress(OSError):
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536) or b"\r\n\r\n"
            headers, _, body = head.partition(b"\r\n\r\n")
            lengths = [line for line in headers.lower().splitlines() if line.startswith(b"content-length:")]
            wanted = int(lengths[0].partition(b":")[2]) if lengths else 0
            while len(body) < wanted:
                body += connection.recv(65536)
            self.read += 1
            self._fault(connection)


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 and its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file
