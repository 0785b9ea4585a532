"""Writes deploy/grafana/dashboards: `python -m graftwatch_dashboards [FOLDER] [--runbooks URL] [--service URL]`.

The addresses are this installation's: where it serves deploy/runbooks, and where people reach the service's pages.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from graftwatch_dashboards import feeds_and_pipeline, infection_control, safety_committee
from graftwatch_dashboards.frame import Addresses

FOLDER: Final = Path(__file__).parents[1] / "dashboards"
DASHBOARDS: Final = (safety_committee, infection_control, feeds_and_pipeline)


def documents(addresses: Addresses) -> Mapping[str, str]:
    """The text of each dashboard's file, by its name."""
    encoder = JSONEncoder(indent=2, ensure_ascii=False)
    built = (one.dashboard(addresses) for one in DASHBOARDS)
    return {f"{one.uid}.json": f"{encoder.encode(one)}\n" for one in built}


def main() -> None:
    """Writes them."""
    parser = argparse.ArgumentParser(description="Writes the dashboards as JSON.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--runbooks", default=Addresses().runbooks, help="where deploy/runbooks is served")
    parser.add_argument("--service", default=Addresses().service, help="where people reach the service's pages")
    given = parser.parse_args()
    given.folder.mkdir(exist_ok=True)
    for name, text in documents(Addresses(given.runbooks.rstrip("/"), given.service.rstrip("/"))).items():
        (given.folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
