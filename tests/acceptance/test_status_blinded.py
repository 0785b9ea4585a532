"""What the blinded status says must not depend on who is in which arm, nor on who was infused: byte for byte.

Two trials, in all else the same: in the one S01 gets the cells and reacts to them, in the other S02.
"""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli_site import Site
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.roster import parse_roster
from written_messages import blood_culture

BEGIN, INFUSED, LATER = (datetime(2026, 6, day, 2, tzinfo=UTC) for day in (1, 5, 20))
BLOOD = blood_culture(
    "C1", collected="202606080830", reported="202606101200", found=["3092008^Staphylococcus aureus^SCT"]
)


def vital_sign(subject: int) -> bytes:
    """A heart rate of 140 twelve hours after the infusion: for who was infused a reaction, for others a number."""
    return "\r".join(
        (
            rf"MSH|^~\&|WARD|HOSP|GW|HOSP|20260605230000+0000||ORU^R01|V{subject}|P|2.5.1",
            f"PID|1||{subject}^^^HOSP^MR",
            f"OBR|1||V{subject}|8867-4^Heart rate^LN|||20260605230000+0000",
            "OBX|1|NM|8867-4^Heart rate^LN||140|/min|||||F|||20260605230000+0000",
        )
    ).encode()


def trial(root: Path, infused: str) -> Site:
    rows = [
        f"{name},{number},HOSP,2026-06-01T09:00,{'2026-06-05T11:00,cells' if name == infused else ',control'}"
        for name, number in (("S01", 1001), ("S02", 2002))
    ]
    text = "\n".join(("subject,identifier,authority,transplanted_at,infused_at,arm", *rows))
    root.mkdir()
    site = Site(root)
    site.place.make()
    roster = parse_roster(text, "roster.csv", UTC)
    entries = [NewEntry(BEGIN, EntryKind.ROSTER, "roster", "", one.model_dump_json().encode()) for one in roster]
    with closing(site.place.writer(site.settings)) as journal:
        journal.append(entries)
    for number in (1001, 2002):
        site.receives(vital_sign(number), f"V{number}", INFUSED.replace(hour=6))
    site.receives(BLOOD, "C1", LATER)
    site.detects()
    return site


@pytest.fixture
def both(tmp_path: Path) -> tuple[Site, Site]:
    return trial(tmp_path / "one", "S01"), trial(tmp_path / "other", "S02")


def test_the_blinded_status_is_the_same_whoever_was_infused(both: tuple[Site, Site]) -> None:
    reacted = [site.said("explain", "S01")["events"] for site in both]
    assert [[one["kind"] for one in events] for events in reacted] == [["bsi", "infusion_reaction"], ["bsi"]]
    for words in ((), ("--json",), ("--as-of", "2026-06-12"), ("--as-of", "2026-06-12", "--json")):
        one, other = (site.run("safety", "status", *words).stdout for site in both)
        assert one
        assert one == other
    assert both[0].said("safety", "status")["infusion"] is None
    by_arm = [site.said("safety", "status", "--for", "committee")["by_arm"] for site in both]
    assert [held["cells"]["infusion"]["reactions_by_grade"] for held in by_arm] == [{"ungraded": 1}] * 2
    assert by_arm[0]["cells"]["endpoints"] != by_arm[1]["cells"]["endpoints"]
