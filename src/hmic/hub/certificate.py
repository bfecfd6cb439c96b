"""Why a server's certificate is not accepted."""

from __future__ import annotations

import os
import socket
import ssl
import struct
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_REQUEST = struct.pack("!ii", 8, 80877103)
"""Asks a PostgreSQL server to encrypt: the length, and the code of the protocol."""


def why_refused(given: Mapping[str, Any]) -> int | None:
    """The number that OpenSSL gives to what is wrong; None when that cannot be found out."""
    root = (
        given.get("sslrootcert") or os.environ.get("PGSSLROOTCERT") or Path.home() / ".postgresql/root.crt"
    )
    host = str(given.get("host") or os.environ.get("PGHOST") or "localhost")
    port = int(given.get("port") or os.environ.get("PGPORT") or 5432)
    with suppress(OSError, ValueError):
        context = ssl.create_default_context(cafile=str(root))
        context.check_hostname = False
        with socket.create_connection((host, port), timeout=5) as plain:
            plain.sendall(_REQUEST)
            if plain.recv(1) != b"S":
                return None
            try:
                context.wrap_socket(plain, server_hostname=host).close()
            except ssl.SSLCertVerificationError as error:
                return error.verify_code
    return None
