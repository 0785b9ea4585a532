"""Receivers that behave badly, as plain sockets on loopback: each is a coroutine over one connection."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
ACCEPTED = b"HTTP/1.1 202 Accepted\r\n"


async def request_of(reader: asyncio.StreamReader) -> bytes:
    """The whole of one request."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    return head + await reader.readexactly(length)


async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts the connection and never answers."""
    del writer
    await reader.read()


async def _dribbles(writer: asyncio.StreamWriter, byte: bytes) -> None:
    with suppress(ConnectionError):
        while not writer.is_closing():
            writer.write(byte)
            await writer.drain()
            await asyncio.sleep(0.02)  # well within the time-out of one read


async def dribbles_its_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Begins an answer and goes on for ever, a byte at a time, each well within a read's time-out."""
    await request_of(reader)
    writer.write(ACCEPTED + b"X-Slow: ")
    await _dribbles(writer, b"x")


async def dribbles_its_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts, and then sends a body that never ends."""
    await request_of(reader)
    writer.write(ACCEPTED + b"Content-Length: 1000000\r\n\r\n")
    await _dribbles(writer, b"x")


async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts, and sends without end as fast as it can."""
    await request_of(reader)
    writer.write(ACCEPTED + b"Transfer-Encoding: chunked\r\n\r\n")
    with suppress(ConnectionError):
        while not writer.is_closing():
            writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            await writer.drain()


async def closes_in_its_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Closes before the answer says anything."""
    await request_of(reader)
    writer.write(b"HTTP/1.1 20")


async def closes_in_its_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts, announces a body and closes before it."""
    await request_of(reader)
    writer.write(ACCEPTED + b"Content-Length: 100\r\n\r\n{")


async def talks_no_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Is another program altogether."""
    await request_of(reader)
    writer.write(b"220 mail.example ESMTP\r\n")


async def accepts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes it."""
    await request_of(reader)
    writer.write(ACCEPTED + b"Content-Length: 0\r\n\r\n")


@asynccontextmanager
async def receiver(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that behaves so; gives its port."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await behaviour(reader, writer)
        writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def self_signed(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server context for 127.0.0.1, and the file to trust it by."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: there is no certificate to try TLS with")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-subj", "/CN=mail.example", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate
