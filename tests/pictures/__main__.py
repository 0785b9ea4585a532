"""`make pictures`: draws docs/pictures/ anew: pages as they are composed, charts of a trial, and the console."""

from pathlib import Path

from pictures.committee import committee_pictures
from pictures.console import console_pictures
from pictures.gallery import pictures

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> None:
    """Writes every picture, and takes away what is drawn no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = {**pictures(), **committee_pictures()}
    for old in FOLDER.glob("*.svg"):
        if old.name not in drawn:
            old.unlink()
    for name, picture in drawn.items():
        (FOLDER / name).write_text(picture, encoding="utf-8")
    taken = console_pictures(FOLDER / "console")
    print(f"{FOLDER.name}: {len(drawn) + taken} pictures")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()
