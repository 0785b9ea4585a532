"""Codes at the console: what nobody mapped, mapped durably, in force for earlier messages too, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console_site import ConsoleSite
from embedded import Embedded, enrolment, temperature, tokyo
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.console.access.roles import Role
from graftwatch.console.messages.code_views import NewMapping, unmapped_key
from graftwatch.entrypoints.cli.backup import copy_folder
from graftwatch.entrypoints.codes_watch import CodesWatch
from graftwatch.entrypoints.console.codes import FolderCodes
from graftwatch.entrypoints.entered_codes_files import entered_file, read_entered
from graftwatch.entrypoints.feed_settings import MllpFeed

OWN = "code,system,concept\nOWN,L,wbc\n"
KEY = unmapped_key("default", "OBX-3", "BT1", "L")
LOCAL = temperature("L1", tokyo(2, 9), "38.6").replace(b"8310-5^Body temperature^LN", b"BT1^Body temperature^L")
NEW = {"key": KEY, "feed": "default", "code": "BT1", "system": "L", "concept": "temperature", "specimen": "axillary"}


class Service:
    """The gateway's watch and the detector, moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "lab.csv"
        self.file.write_text(OWN)
        self.embedded = Embedded(folder / "data", (MllpFeed(codes=self.file),)).enrol(enrolment())
        self.embedded.receive(LOCAL, tokyo(2, 9)).run()
        self.start()

    def start(self) -> None:
        """As at a start of the service."""
        journal: SqliteJournal = self.embedded.journal
        self.watch = CodesWatch(self.embedded.settings, self.embedded.folder, journal, SystemClock())
        self.watch.start()
        self.embedded.run()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(tmp_path)
    yield made
    made.embedded.close()


@pytest.fixture
def site(service: Service) -> Iterator[ConsoleSite]:
    with ConsoleSite(service.embedded.settings) as opened:
        yield opened


@pytest.fixture
def desk(site: ConsoleSite) -> FolderCodes:
    return FolderCodes(site.folder, wait_seconds=0)


def counting(service: Service) -> list[str]:
    return [type(one.statement).__name__ for one in service.embedded.store.load("S01").facts.counting()]


def test_a_code_is_shown_with_a_proposal_and_its_newest_message(site: ConsoleSite) -> None:
    client = site.signed_in(Role.INTEGRATION)
    assert f'href="/codes/{KEY}"' in client.get("/codes").text
    text = client.get(f"/codes/{KEY}").text
    assert '<option value="temperature" selected>' in text
    assert "every value is possible in Cel" in text
    assert 'href="/messages/2"' in text


def test_a_mapping_counts_for_earlier_messages_and_survives_a_restart(desk: FolderCodes, service: Service) -> None:
    assert counting(service) == []
    done = desk.map(NewMapping.model_validate({name: NEW[name] for name in NEW if name != "key"}), "lab")
    assert not done.problem
    service.start()
    assert counting(service) == ["Measurement"]
    assert desk.codes().unmapped == ()
    service.embedded.restart()
    end = service.embedded.journal_end()
    service.start()
    assert service.embedded.journal_end() == end  # nothing was overwritten by the file
    (entered,) = desk.codes().entered
    assert (entered.code, entered.by, entered.in_force) == ("BT1", "lab", True)


def test_what_is_taken_back_counts_no_longer(desk: FolderCodes, service: Service) -> None:
    desk.map(NewMapping.model_validate({name: NEW[name] for name in NEW if name != "key"}), "lab")
    service.start()
    assert not desk.unmap("default", "BT1", "L", "temperature").problem
    service.start()
    assert counting(service) == []
    assert desk.unmap("default", "BT1", "L", "temperature").problem


def test_the_feeds_own_file_wins_and_that_is_said(desk: FolderCodes, service: Service) -> None:
    own = NewMapping(feed="default", code="OWN", system="L", concept="ast")
    assert "lab.csv maps this code itself" in desk.map(own, "lab").problem
    desk.map(NewMapping.model_validate({name: NEW[name] for name in NEW if name != "key"}), "lab")
    service.file.write_text(f"{OWN}BT1,L,heart_rate\n")
    service.start()
    (entered,) = desk.codes().entered
    assert (entered.overruled, entered.in_force) == (True, False)


def test_a_faulty_file_of_the_feed_is_said_before_anything_is_written(desk: FolderCodes, service: Service) -> None:
    service.file.write_text("code,system,concept\nX,L,nonsense\n")
    done = desk.map(NewMapping.model_validate({name: NEW[name] for name in NEW if name != "key"}), "lab")
    assert "nonsense" in done.problem
    assert read_entered(entered_file(service.embedded.settings.data, "default")) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"concept": "nonsense"}, "not in the published list"),
        ({"concept": ""}, "are needed"),
        ({"unit": "metres"}, "does not fit"),
        ({"code": "A\nB,L,wbc"}, "cannot be printed"),
        ({"code": "# entered"}, "does not begin with"),
        ({"feed": "../../etc/passwd"}, "no such feed"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(site: ConsoleSite, said: dict[str, str], words: str) -> None:
    answer = site.signed_in(Role.INTEGRATION).post("/codes/map", data={**NEW, **said})
    assert answer.status_code == 422
    assert words in answer.text


def test_who_mapped_is_recorded_and_two_people_lose_nothing(site: ConsoleSite, service: Service) -> None:
    one = FolderCodes(site.folder, wait_seconds=0)
    other = FolderCodes(site.folder, wait_seconds=0)
    one.map(NewMapping(feed="default", code='A,"B', system="L", concept="ast"), "lab, night")
    other.map(NewMapping(feed="default", code="=1+1", system="", concept="alt"), "ward")
    held = read_entered(entered_file(service.embedded.settings.data, "default"))
    assert [(each.code, each.by) for each in held] == [('A,"B', "lab, night"), ("=1+1", "ward")]


def test_a_backup_holds_what_was_entered(desk: FolderCodes, service: Service, tmp_path: Path) -> None:
    desk.map(NewMapping.model_validate({name: NEW[name] for name in NEW if name != "key"}), "lab")
    copied = copy_folder(service.embedded.folder, tmp_path / "backup")
    assert [one.code for one in read_entered(entered_file(copied.root, "default"))] == ["BT1"]


@pytest.mark.parametrize("key", ["0", "../../x", "' OR 1=1", "{{7*7}}"])
def test_what_is_no_code_is_not_found(site: ConsoleSite, key: str) -> None:
    assert site.signed_in(Role.INTEGRATION).get(f"/codes/{key}").status_code == 404
