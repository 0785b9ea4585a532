"""Documents with parts written from the program's own tables, each between `<!-- name -->` and `<!-- /name -->`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Blocks = Mapping[str, Callable[[], Iterator[str]]]
"""The lines of each block, by its name."""


def with_blocks(text: str, blocks: Blocks, document: Path) -> str:
    """A document with every block as the tables are now.

    Raises:
        ValueError: a block has no marks in the document.
    """
    for name, block in blocks.items():
        begins, ends = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, begun, rest = text.partition(begins)
        _, ended, after = rest.partition(ends)
        if not (begun and ended):
            raise ValueError(f"{document}: the marks {begins} and {ends} are missing")
        written = "\n".join(block())
        text = f"{before}{begins}\n\n{written}\n\n{ends}{after}"
    return text
