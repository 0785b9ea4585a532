"""Reads a PDF back as people and programs see it: its pages' words, its title, what a search would find."""

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_TITLE = re.compile(rb"/Title \((.*?)\)\n", re.DOTALL)


@dataclass(frozen=True)
class PdfRead:
    """What stands in a file, page by page; characters as its own table says what they mean."""

    pages: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


def read_pdf(content: bytes) -> PdfRead:
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    fonts = {
        name.decode(): _meanings(objects, int(number))
        for body in objects.values()
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body)
    }
    pages = [body for body in objects.values() if b"/Type /Page\n" in body or body.endswith(b"/Type /Page")]
    contents = [re.search(rb"/Contents (\d+) 0 R", page) for page in pages]
    return PdfRead(tuple(_words(_stream(objects[int(found[1])]), fonts) for found in contents if found))


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _meanings(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """What each code of a font means, by its ToUnicode table."""
    named = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    if named is None:
        return {}
    rows = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", _stream(objects[int(named[1])]))
    return {int(code, 16): bytes.fromhex(meaning.decode()).decode("utf-16-be") for code, meaning in rows}


def _words(stream: bytes, fonts: dict[str, dict[int, str]]) -> str:
    said, meanings = list[str](), dict[int, str]()
    for font, shown in _SHOWN.findall(stream):
        if font:
            meanings = fonts[font.decode()]
            continue
        raw = re.sub(
            rb"\\(.)", lambda found: {b"r": b"\r", b"n": b"\n"}.get(found[1], found[1]), shown, flags=re.DOTALL
        )
        codes = [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]
        said.append("".join(meanings.get(code, "\N{REPLACEMENT CHARACTER}") for code in codes))
    return " ".join(said)
