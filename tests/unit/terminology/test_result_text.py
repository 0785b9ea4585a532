"""What the words of a result say of growth."""

import pytest

from graftwatch.terminology.result_text import Saying, saying


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No growth", Saying.NO_GROWTH),
        ("NO GROWTH.", Saying.NO_GROWTH),
        ("No growth at 5 days", Saying.NO_GROWTH),
        ("no organisms seen", Saying.NO_GROWTH),
        ("Negative", Saying.NO_GROWTH),
        ("Organism not detected", Saying.NO_GROWTH),
        ("発育を認めず", Saying.NO_GROWTH),
        ("陰性", Saying.NO_GROWTH),
        ("検出せず", Saying.NO_GROWTH),
        ("No growth to date", Saying.NO_GROWTH_TO_DATE),
        ("No anaerobic growth so far", Saying.NO_GROWTH_TO_DATE),
        ("現在まで菌の発育を認めず", Saying.NO_GROWTH_TO_DATE),
        ("Culture in progress", Saying.PENDING),
        ("培養中", Saying.PENDING),
        ("Result to follow", Saying.PENDING),
        ("Positive", Saying.POSITIVE),
        ("Growth detected", Saying.POSITIVE),
        ("Blood culture positive, gram stain to follow", Saying.POSITIVE),
        ("Bacteria seen", Saying.POSITIVE),
        ("発育あり", Saying.POSITIVE),
        ("CANCELLED", Saying.NOT_DONE),
        ("TEST NOT PERFORMED", Saying.NOT_DONE),
        ("Specimen rejected: clotted", Saying.NOT_DONE),
        ("QNS", Saying.NOT_DONE),
        ("検査中止", Saying.NOT_DONE),
        pytest.param("Susceptibility not performed", Saying.REMARK, id="only a part was not done"),
        pytest.param("Gram stain not done", Saying.REMARK, id="the culture may have been done"),
        pytest.param("Anaerobic bottle not received", Saying.REMARK, id="the other bottle may have been cultured"),
        pytest.param("No Staphylococcus aureus isolated", Saying.REMARK, id="denial of one organism says no growth"),
        pytest.param("see comment", Saying.REMARK, id="a pointer to elsewhere"),
        pytest.param("Called to ward: positive", Saying.REMARK, id="a remark may hold any of the other words"),
        pytest.param("left arm", Saying.REMARK, id="where it was drawn"),
        pytest.param("> 10,000 CFU/mL", Saying.AMOUNT, id="an amount"),
        pytest.param("Gram negative rods", None, id="Gram-negative is no negative result"),
        pytest.param("Coagulase-positive staphylococci", None, id="coagulase-positive is no positive result"),
        pytest.param("Escherichia coli", None, id="names are read elsewhere"),
        pytest.param("", None, id="nothing at all"),
    ],
)
def test_words_say(text: str, said: Saying | None) -> None:
    assert saying(text) is said
