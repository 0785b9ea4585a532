"""deploy/prometheus and deploy/alertmanager, checked by their own tools, and held against runbooks and metrics."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.command_docs import commands
from monitoring import DEPLOY, ROOT, rules, tool

ALERTS = {rule["alert"]: rule for _, rule in rules() if "alert" in rule}
RUNBOOKS = sorted((DEPLOY / "runbooks").glob("*.md"))
TESTS = sorted((DEPLOY / "prometheus" / "tests").glob("*.yml"))
METRIC = re.compile(r"\bgraftwatch_\w+")
# As the service's own pages have them, and one that goes to no person.
SEVERITIES = {"page", "notify", "none"}


def run(*command: str) -> None:
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=DEPLOY)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("engine", ["prometheus", "kafka"])
def test_prometheus_takes_its_configuration_and_rules(engine: str) -> None:
    run(tool("promtool"), "check", "config", f"prometheus/{engine}.yml")


def test_every_rule_is_loaded_by_one_engine_or_both() -> None:
    loaded = {
        engine: set(yaml.safe_load((DEPLOY / "prometheus" / f"{engine}.yml").read_text("utf-8"))["rule_files"])
        for engine in ("prometheus", "kafka")
    }
    assert loaded["prometheus"] | loaded["kafka"] == {f"rules/{path.name}" for path, _ in rules()}
    assert loaded["prometheus"] ^ loaded["kafka"] == {"rules/embedded.yml", "rules/kafka.yml"}


def test_alertmanager_takes_its_configuration() -> None:
    run(tool("amtool"), "check-config", "alertmanager/alertmanager.yml")


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_alerts_fire_and_stay_silent(path: Path) -> None:
    run(tool("promtool"), "test", "rules", str(path))


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        pytest.param(("alertname=Watchdog", "severity=none"), "dead-mans-switch", id="the watchdog"),
        pytest.param(("alertname=GraftwatchDown", "severity=page"), "health", id="what wakes"),
        pytest.param(("alertname=GraftwatchFeedSilent", "severity=notify"), "health", id="what waits for the morning"),
    ],
)
def test_an_alert_goes_to_its_receiver(labels: tuple[str, ...], receiver: str) -> None:
    file = "alertmanager/alertmanager.yml"
    run(tool("amtool"), "config", "routes", "test", f"--config.file={file}", f"--verify.receivers={receiver}", *labels)


def tried() -> dict[str, set[bool]]:
    """By alert: whether a test has it fire, and whether one has it stay silent."""
    seen: dict[str, set[bool]] = {name: set() for name in ALERTS}
    for path in TESTS:
        for test in yaml.safe_load(path.read_text("utf-8"))["tests"]:
            for one in test["alert_rule_test"]:
                seen[one["alertname"]].add(bool(one["exp_alerts"]))
    return seen


def test_each_alert_has_a_test_where_it_fires_and_one_where_it_stays_silent() -> None:
    both = {True, False}
    # The watchdog is the one that must never be silent.
    assert {name for name, outcomes in tried().items() if outcomes != both} == {"Watchdog"}
    assert tried()["Watchdog"] == {True}


def test_each_alert_has_a_runbook_and_each_runbook_an_alert() -> None:
    assert sorted(ALERTS) == [path.stem for path in RUNBOOKS]


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_what_is_wrong_what_it_means_and_where_to_read_on(name: str) -> None:
    rule = ALERTS[name]
    assert rule["labels"]["severity"] in SEVERITIES
    said = rule["annotations"]
    assert said["runbook_url"].endswith(f"/{name}.md")
    assert 10 < len(said["summary"]) < 160  # one line of a telephone's lock screen, after its placeholders are filled
    assert said["description"].endswith(".")


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_a_runbook_has_its_parts_and_names_what_there_is(path: Path) -> None:
    text = path.read_text("utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    parts = ["What it means", "Look first at", "What to do", "How it ends"]
    assert headings == [f"# {path.stem}", *(f"## {part}" for part in parts)]
    assert {name for name in re.findall(r"\bGraftwatch[A-Z]\w+", text) if name not in ALERTS} == set()
    known = dict(commands(graftwatch))
    said = [words.split() for words in re.findall(r"`graftwatch ([a-z -]+[a-z])", text)]
    assert [words for words in said if " ".join(["graftwatch", *words[:2]]) not in known and len(words) > 1] == []
    assert [words for words in said if f"graftwatch {words[0]}" not in known] == []


def test_every_metric_of_a_rule_and_of_a_runbook_is_documented() -> None:
    documented = set(METRIC.findall((ROOT / "docs" / "metrics.md").read_text("utf-8")))
    asked = {name for _, rule in rules() for name in METRIC.findall(rule["expr"])}
    asked |= {name for path in RUNBOOKS for name in METRIC.findall(path.read_text("utf-8"))}
    assert {name for name in asked if name.removesuffix("_bucket") not in documented} == set()
