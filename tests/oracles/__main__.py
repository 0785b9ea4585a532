"""`python -m tests.oracles` writes docs/reader-differences.md from the table."""

from pathlib import Path

from tests.oracles.differences import document

if __name__ == "__main__":
    Path(__file__).parents[2].joinpath("docs", "reader-differences.md").write_text(document(), encoding="utf-8")
