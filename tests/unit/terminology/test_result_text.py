"""What the free text of a result says of growth."""

import pytest

from graftwatch.facts import Growth
from graftwatch.terminology.result_text import classify_result_text


@pytest.mark.parametrize(
    ("text", "growth"),
    [
        ("No growth", Growth.NONE),
        ("NO GROWTH.", Growth.NONE),
        ("No growth at 5 days", Growth.NONE),
        ("no organisms seen", Growth.NONE),
        ("Negative", Growth.NONE),
        ("発育を認めず", Growth.NONE),
        ("陰性", Growth.NONE),
        ("検出せず", Growth.NONE),
        ("No growth to date", Growth.NONE_TO_DATE),
        ("NGTD", Growth.NONE_TO_DATE),
        ("現時点で菌の発育を認めず", Growth.NONE_TO_DATE),
        ("Culture in progress", Growth.PENDING),
        ("培養中", Growth.PENDING),
        ("Positive", Growth.POSITIVE),
        ("Growth detected", Growth.POSITIVE),
        ("Blood culture positive, gram stain to follow", Growth.POSITIVE),
        ("Escherichia coli", Growth.POSITIVE),
        ("グラム陽性球菌", Growth.POSITIVE),
        ("No Staphylococcus aureus isolated", Growth.UNKNOWN),
        ("see comment", Growth.UNKNOWN),
        ("", Growth.UNKNOWN),
    ],
)
def test_growth(text: str, growth: Growth) -> None:
    assert classify_result_text(text).growth is growth


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1) Escherichia coli\n2) Klebsiella pneumoniae", ["Escherichia coli", "Klebsiella pneumoniae"]),
        ("GPC in clusters; GNR", ["Gram-positive coccus in clusters", "Gram-negative bacillus"]),
        ("No growth in anaerobic bottle; aerobic bottle: S. epidermidis", ["Staphylococcus epidermidis"]),
        ("Gram positive cocci: Staphylococcus aureus", ["Staphylococcus aureus"]),
    ],
)
def test_organisms_of_a_text(text: str, names: list[str]) -> None:
    assert [organism.name for organism in classify_result_text(text).organisms] == names
