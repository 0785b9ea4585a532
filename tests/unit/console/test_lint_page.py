"""A message that somebody pastes or uploads is checked, answered to them alone, and kept nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console_site import ConsoleSite
from embedded import Embedded, enrolment, temperature, tokyo
from graftwatch.console.access.roles import Role

ONE = temperature("P1", tokyo(2, 9), "38.6")
LOCAL = ONE.replace(b"8310-5^Body temperature^LN", b"BT1^Body temperature^L").replace(b"P1", b"P2")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    made = Embedded(tmp_path_factory.mktemp("lint")).enrol(enrolment())
    made.run()
    with ConsoleSite(made.settings) as opened:
        yield opened
    made.close()


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file() and "console.db" not in one.name}


def test_a_pasted_batch_is_understood_and_kept_nowhere(site: ConsoleSite) -> None:
    client = site.signed_in(Role.INTEGRATION)
    before = files_of(site.folder.settings.data)
    text = (ONE + b"\r" + LOCAL).decode().replace("\r", "\r\n")
    answer = client.post("/lint", data={"text": text, "feed": "default"}, files={"file": ("", b"")})
    assert answer.status_code == 200
    assert "temperature 38.6 Cel" in answer.text
    assert "BT1,L,temperature" in answer.text
    assert files_of(site.folder.settings.data) == before


def test_an_uploaded_file_is_read_in_its_own_bytes(site: ConsoleSite) -> None:
    sent = ONE.replace(b"|2.5.1", b"|2.5.1|||||JPN|~ISO IR87") + b"\rNTE|1||" + "血液".encode("iso2022_jp")
    answer = site.signed_in(Role.INTEGRATION).post(
        "/lint", data={"text": "", "feed": "default"}, files={"file": ("a.hl7", sent)}
    )
    assert "ISO IR87" in answer.text


@pytest.mark.parametrize("content", [b"\x00" * 100, b"\xff\xfe<script>alert(1)</script>", b"MSH|", b"{{7*7}}"])
def test_hostile_bytes_are_said_to_be_none(site: ConsoleSite, content: bytes) -> None:
    answer = site.signed_in(Role.INTEGRATION).post(
        "/lint", data={"text": "", "feed": "' OR 1=1"}, files={"file": ("../../x", content)}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_what_is_too_large_or_empty_is_said(site: ConsoleSite) -> None:
    client = site.signed_in(Role.INTEGRATION)
    large = {"file": ("a", b"x" * (2 * 1024 * 1024 + 1))}
    assert client.post("/lint", data={"text": "", "feed": ""}, files=large).status_code == 413
    assert client.post("/lint", data={"text": " ", "feed": ""}, files={"file": ("", b"")}).status_code == 422
