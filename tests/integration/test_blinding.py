"""Blinding: nothing that a blinded role can reach depends on who is in which arm or who was infused.

The same trial is played under other allocations: the same patients, messages and events, other recipients in the arm
that is infused, and other, more and fewer reactions to the infusion. What is the same under all of them cannot tell
one from another, whatever is computed from it.
"""

import re
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner

from blinded_reach import (
    COMMANDS,
    OUT,
    PAGES,
    ROUTES,
    answers,
    answers_to_a_member,
    asked_of_the_console,
    commands_with_audience,
)
from console_site import ConsoleSite
from embedded import tokyo
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.committee.audience import Audience
from graftwatch.console.access.roles import Role
from graftwatch.console.app import application
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.committee_routes import committee_links
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.protocol_in_force import file_beside_history
from graftwatch.entrypoints.serve import Held, Service
from graftwatch.entrypoints.settings import load_settings
from graftwatch.entrypoints.wiring import DataFolder, on_call_of
from graftwatch.findings import SignalKind
from graftwatch.paging import Page
from graftwatch.paging.page import TrialKind
from running_service import RunningService
from two_arm_trial import ALLOCATIONS, CELLS, LAST_DAY, MIDWAY, STANDARD, SUBJECTS, TwoArmTrial, configured

MEASURED = re.compile(
    r"^(\S+_(?:seconds|seconds_sum|seconds_bucket|timestamp_seconds|created|bytes)(?:\{[^}]*\})?) (\S+)$", re.MULTILINE
)
"""Lines of /metrics that say how long something took and when, which no two runs share; that they are there stays."""
WAITS = "graftwatch_unacknowledged_oldest_seconds"
"""How long somebody has not acknowledged: that somebody has not is compared."""
LINK = re.compile(r"(?<=/committee/)[\w.~-]+")
"""The token of a link: signed with each folder's own key, and made at its own time."""


@pytest.fixture(scope="module")
def pages() -> dict[Path, list[Page]]:
    """Every page that was decided, by the allocation's folder."""
    return {}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, pages: dict[Path, list[Page]]) -> list[Path]:
    """The folder of each allocation, played to its end."""
    for infused in ALLOCATIONS:
        folder = tmp_path_factory.mktemp("allocation")
        site = TwoArmTrial(infused).play(folder)
        pages[folder] = site.pages
        site.close()
    return [*pages]


async def test_every_route_of_the_service_stands_in_the_table(tmp_path: Path) -> None:
    options = StartOptions(data=tmp_path / "data")
    settings, folder = options.settings(), DataFolder(tmp_path / "data")
    folder.make()
    protocol = file_beside_history(settings, folder, SystemClock().now()).in_force.protocol
    held = Held(0, on_call_of(settings, folder))
    service = Service(settings, options, protocol, folder, held)
    served = {
        (method, route.path)
        for route in application(service._health, service.routes(), service._console.answer).routes
        for method in route.methods - {"HEAD"}
    }
    assert served == set(ROUTES)


def test_the_console_tells_nobody_anything_who_has_not_signed_in(played: list[Path]) -> None:
    with ConsoleSite(load_settings(played[0] / "settings.toml", data=played[0] / "data")) as site:
        nobody = site.nobody()
        for method, path in asked_of_the_console():
            answer = nobody.request(method, path)
            led = answer.headers.get("location", "").startswith("/sign-in")
            assert led if answer.status_code == 303 else answer.status_code in {401, 404}, (method, path)
            assert "S01" not in answer.text.replace(path, "")  # the frame says where one is


def test_the_console_answers_a_blinded_member_the_same_under_every_allocation(played: list[Path]) -> None:
    first, *others = [_answered(folder, Role.COMMITTEE_BLINDED) for folder in played[:3]]
    for other in others:
        assert [ask for ask, answer in other.items() if answer != first[ask]] == []
    assert not [ask for ask, (_, text) in first.items() for arm in (CELLS, STANDARD) if arm in text]
    shown = {ask: status for ask, (status, _) in first.items() if ask.startswith(("GET /trial", "GET /api/v1/trial"))}
    assert {ask for ask, status in shown.items() if status == 200} >= {"GET /trial", "GET /api/v1/trial"}


def test_the_unblinded_committee_sees_arms_and_may_look_as_the_blinded_do(played: list[Path]) -> None:
    with ConsoleSite(load_settings(played[0] / "settings.toml", data=played[0] / "data")) as site:
        member, blinded = site.signed_in(Role.COMMITTEE), site.signed_in(Role.COMMITTEE_BLINDED, account="blinded")
        whole, less = member.get("/api/v1/trial").json(), member.get("/api/v1/trial?view=blinded").json()
        assert {CELLS, STANDARD} == {*whole["by_arm"]}
        assert less == blinded.get("/api/v1/trial").json()
        assert CELLS in member.get("/trial").text
        assert CELLS not in member.get("/trial?view=blinded").text
        both = site.signed_in(Role.COMMITTEE_BLINDED, Role.OPERATOR, account="both")
        assert CELLS not in both.get("/trial?view=committee").text


def _answered(folder: Path, *roles: Role) -> Mapping[str, tuple[int, str]]:
    with ConsoleSite(load_settings(folder / "settings.toml", data=folder / "data")) as site:
        return answers_to_a_member(site.signed_in(*roles))


def test_every_command_that_knows_its_reader_stands_in_the_table() -> None:
    assert commands_with_audience() == set(COMMANDS)


@pytest.mark.parametrize(
    "words", [(command, *options) for command, runs in COMMANDS.items() for options in runs], ids=" ".join
)
def test_a_blinded_command_says_and_writes_the_same_under_every_allocation(
    words: tuple[str, ...], played: list[Path]
) -> None:
    folders = played[:2] if words[0] == "safety report" else played
    first, *others = [_said(folder, words) for folder in folders]
    for other in others:
        assert other == first
    told = [first.out.encode(), first.err.encode(), *first.files.values()]
    assert not [arm for arm in (CELLS, STANDARD) for text in told if arm.encode() in text]
    assert first.status == ("1999-01-01" in words or "2999-01-01" in words)


def test_no_difference_of_two_times_tells_either_since_every_day_says_the_same(played: list[Path]) -> None:
    days = [tokyo(day, 23).isoformat() for day in range(0, LAST_DAY, 4)]
    one, other = (
        [_said(folder, ("safety status", "--for", "blinded", "--json", "--as-of", day)).out for day in days]
        for folder in played[:2]
    )
    assert one == other
    assert len({*one}) == len(days)


def test_the_committee_is_told_by_arm_so_that_the_trial_could_tell_them_apart(played: list[Path]) -> None:
    said = {_said(folder, ("safety status", "--for", "committee", "--json")).out for folder in played}
    assert len(said) == len(ALLOCATIONS)


def test_every_kind_of_page_about_the_trial_stands_in_the_table() -> None:
    assert frozenset(TrialKind) == PAGES


def test_the_committees_contact_is_paged_the_same_under_every_allocation(
    played: list[Path], pages: dict[Path, list[Page]]
) -> None:
    told = [[one.model_dump_json() for one in pages[folder] if one.kind in PAGES] for folder in played]
    assert told[0]
    assert all(one == told[0] for one in told)


def test_the_allocations_differ_in_what_infection_control_is_told(
    played: list[Path], pages: dict[Path, list[Page]]
) -> None:
    told = {sum(one.kind is SignalKind.INFUSION_REACTION for one in pages[folder]) for folder in played}
    assert len(told) > 1


@dataclass(frozen=True)
class Said:
    """What a command said and wrote."""

    status: int
    out: str
    err: str
    files: Mapping[str, bytes]


def _said(folder: Path, words: tuple[str, ...]) -> Said:
    command, *options = words
    out = folder / OUT
    out.mkdir(exist_ok=True)
    where = ["--data", str(folder / "data"), "--config", str(folder / "settings.toml")]
    given = [one.replace(OUT, str(out)) for one in options]
    done = CliRunner().invoke(graftwatch, [*command.split(), *given, *where])
    files = {one.name: one.read_bytes() for one in sorted(out.iterdir())}
    rmtree(out)
    said = (LINK.sub("", one.replace(str(folder), "")) for one in (done.stdout, done.stderr))
    return Said(done.exit_code, *said, files)


@dataclass(frozen=True)
class Scraped:
    """What all routes of one running service answered: midway, and at the end."""

    midway: Mapping[str, tuple[int, str, int, str]]
    end: Mapping[str, tuple[int, str, int, str]]


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> list[Scraped]:
    """Whole running services, each under an allocation of its own."""
    found = []
    with ExitStack() as stack:
        running = []
        for infused in ALLOCATIONS[:2]:
            folder = tmp_path_factory.mktemp("service")
            settings = configured(folder)
            place = DataFolder(folder / "data")
            place.make()
            journal = stack.enter_context(closing(SqliteJournal(place.journal)))
            journal.append(TwoArmTrial(infused).entries(until=MIDWAY))
            service = stack.enter_context(RunningService(place.root, "--config", str(settings)))
            running.append((service, journal, infused))
        for service, journal, infused in running:
            service.ready().settled()
            service.http.get("/sign-in")
            service.shows("graftwatch_console_up 1")  # or not yet: that tells nothing
            token = _token(service.folder)
            midway = answers(service.http, token, _without_times)
            journal.append(TwoArmTrial(infused).entries(after=MIDWAY))
            service.settled()
            found.append(Scraped(midway, answers(service.http, token, _without_times)))
    return found


def _token(data: Path) -> str:
    """Of the link to the trial's page that a blinded role is given."""
    ends_at = SystemClock().now() + timedelta(days=1)
    return committee_links(load_settings(data=data)).link(Audience.BLINDED, ends_at).rpartition("/")[2]


def _without_times(text: str) -> str:
    def measured(line: re.Match[str]) -> str:
        return f"{line[1]} {'waits' if line[1].startswith(WAITS) and float(line[2]) > 0 else ''}"

    return MEASURED.sub(measured, text)


def _different(one: str, other: str) -> list[str]:
    return sorted({*one.splitlines()} ^ {*other.splitlines()})


@pytest.mark.parametrize("when", ["midway", "end"])
@pytest.mark.parametrize("ask", [f"{method} {path}" for reach in ROUTES.values() for method, path in reach.asks])
def test_a_route_answers_the_same_under_every_allocation(ask: str, when: str, scraped: list[Scraped]) -> None:
    first, *others = (getattr(one, when)[ask] for one in scraped)
    for other in others:
        different = _different(first[-1], other[-1])
        assert not different, "\n".join(different)
        assert other == first


@pytest.mark.parametrize("when", ["midway", "end"])
def test_no_route_names_an_arm_and_metrics_name_no_recipient(when: str, scraped: list[Scraped]) -> None:
    for one in scraped:
        said = getattr(one, when)
        assert not [ask for ask, (*_, text) in said.items() for arm in (CELLS, STANDARD) if arm in text]
        assert not [subject for subject in SUBJECTS if subject in said["GET /metrics"][-1]]
