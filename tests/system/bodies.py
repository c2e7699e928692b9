"""What is no bid request, in every size, at both HTTP doors: an error, soon, in little memory, and life goes on."""

import asyncio
import contextlib
import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bidding.simulated_exchange.validity import response_faults
from tests.system.exchange import RATES
from tests.system.processes import Memory
from tests.system.proof import Hearing
from tests.system.scene import Scene
from workers.demo.rest import Json

SENTENCE = (
    "A banner request as the OpenRTB specification's first example answers 200 and valid, or 204; what is none, 50 MB "
    "and gzip that expands to 5 GB are errors, promptly and in bounded memory"
)
PROMPT_S: Final = 5.0
MOST_MIB: Final = 64.0
"""How far one message may raise a process's memory; the largest weighs 50 MB on the wire and 5 GB expanded."""
MIB: Final = 1024 * 1024

BANNER: Final[Json] = {
    "id": "3f0c6d2e9a",
    "at": 1,
    "cur": ["USD"],
    "imp": [{"id": "1", "bidfloor": 0.05, "banner": {"w": 300, "h": 250, "pos": 0}}],
    "site": {
        "id": "site-17",
        "domain": "news.example",
        "cat": ["IAB2-1"],
        "page": "https://news.example/today",
        "publisher": {"id": "pub-9", "name": "News", "domain": "news.example"},
    },
    "device": {"ip": "203.0.113.7", "ua": "Mozilla/5.0", "os": "macOS", "js": 1},
    "user": {"id": "visitor-55816b39"},
}


@dataclass(frozen=True, slots=True)
class Body:
    """Something to send, in pieces, so that the sender needs no memory for it either."""

    title: str
    pieces: tuple[bytes, ...]
    encoding: str = ""
    chunked: bool = False

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces))


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` 0 is a connection that ended without one."""

    status: int
    body: bytes
    took_s: float


async def prove(scene: Scene, hearing: Hearing) -> None:
    bad = list(_bad_bodies())
    for door, url, names in (
        ("8081, the bidders' port", scene.bidders_url, [child.program.name for child in scene.bidders]),
        ("8080, the API's port", scene.api_url, ["api"]),
    ):
        pids = {name: scene.children[name].pid for name in names}
        await _expect_the_example_answered(hearing, url, door)
        slowest_s, highest_mib = 0.0, 0.0
        for body in bad:
            memories = [Memory(pid) for pid in pids.values() if pid]
            answers = [await send(url, body) for _ in range(2 if len(names) == 1 else 4)]
            risen_mib = max(memory.risen_mib() for memory in memories)
            took_s = max(answer.took_s for answer in answers)
            slowest_s, highest_mib = max(slowest_s, took_s), max(highest_mib, risen_mib)
            statuses = sorted({answer.status for answer in answers})
            hearing.expect(
                f"{door}: {body.title} answers {statuses} in {took_s * 1_000:.0f} ms and {risen_mib:.1f} MiB",
                held=all(400 <= status < 500 for status in statuses) and took_s < PROMPT_S and risen_mib < MOST_MIB,
                found=answers,
            )
        hearing.expect(
            f"{door}: every process lives, the same as before",
            held=pids == {name: scene.children[name].pid for name in names},
            found=pids,
        )
        await _expect_the_example_answered(hearing, url, door)
        hearing.figure(f"{door}: slowest refusal {slowest_s * 1_000:.0f} ms, memory rose {highest_mib:.1f} MiB at most")


async def _expect_the_example_answered(hearing: Hearing, url: str, door: str) -> None:
    faults: list[str] = []
    statuses = []
    for _ in range(6):
        answer = await send(url, Body("the example", (json.dumps(BANNER).encode(),)))
        statuses.append(answer.status)
        if answer.status == 200:
            faults += response_faults(BANNER, json.loads(answer.body), RATES)
    hearing.expect(
        f"{door}: the example answers {sorted(set(statuses))}",
        held=set(statuses) <= {200, 204} and not faults,
        found=faults,
    )


def _bad_bodies() -> Iterator[Body]:
    yield Body("{", (b"{",))
    yield Body("[]", (b"[]",))
    yield Body("nothing", ())
    yield Body("a deep nest", (b'{"id":' + b"[" * 100_000,))
    spaces = b" " * MIB
    yield Body("50 MB", (b'{"id":"1","imp":[],"ext":"', *[spaces] * 50, b'"}'))
    yield Body("50 MB in chunks", (b'{"id":"1","imp":[],"ext":"', *[spaces] * 50, b'"}'), chunked=True)
    whole = gzip_of_spaces(5 * 1024)
    yield Body(f"gzip of {_mib(whole)} that expands to 5 GB", whole, encoding="gzip")
    yield Body(f"gzip of {_mib(whole)} that expands to 5 GB, in chunks", whole, encoding="gzip", chunked=True)
    short = gzip_of_spaces(900)
    yield Body(f"gzip of {_mib(short)} that expands to 900 MB", short, encoding="gzip")
    yield Body("gzip that is none", (b"\x1f\x8b" + b"nonsense" * 9,), encoding="gzip")


def gzip_of_spaces(mebibytes: int) -> tuple[bytes, ...]:
    """A JSON object of that many spaces as one gzip member, in pieces; compressed once, repeated often."""
    block = b" " * MIB
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    begun = packer.compress(b"{") + packer.flush(zlib.Z_FULL_FLUSH)
    repeated = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    ended = last.compress(b"}") + last.flush()
    checksum = zlib.crc32(b"{")
    for _ in range(mebibytes):
        checksum = zlib.crc32(block, checksum)
    checksum = zlib.crc32(b"}", checksum)
    length = (mebibytes * MIB + 2) % 2**32
    trailer = checksum.to_bytes(4, "little") + length.to_bytes(4, "little")
    return (begun, *[repeated] * mebibytes, ended, trailer)


def _mib(pieces: tuple[bytes, ...]) -> str:
    return f"{sum(map(len, pieces)) / MIB:.1f} MiB"


async def send(url: str, body: Body) -> Answer:
    """POST it as a bid request, reading all the while: a refusal may come long before we have sent everything."""
    where = urlsplit(url)
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    sending = asyncio.create_task(_pour(writer, body))
    try:
        async with asyncio.timeout(30):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            took_s = time.monotonic() - began
            lengths = [line for line in head.lower().split("\r\n") if line.startswith("content-length:")]
            content = await reader.readexactly(int(lengths[0].partition(":")[2])) if lengths else b""
        return Answer(int(head.split()[1]), content, took_s)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return Answer(0, b"", time.monotonic() - began)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        writer.transport.abort()


async def _pour(writer: asyncio.StreamWriter, body: Body) -> None:
    encoding = f"content-encoding: {body.encoding}\r\n" if body.encoding else ""
    length = "transfer-encoding: chunked" if body.chunked else f"content-length: {body.size}"
    head = f"POST /v1/bid HTTP/1.1\r\nhost: door\r\ncontent-type: application/json\r\n{encoding}{length}\r\n\r\n"
    with contextlib.suppress(OSError):
        writer.write(head.encode())
        for piece in body.pieces:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if body.chunked else piece)
            await writer.drain()
        if body.chunked:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
