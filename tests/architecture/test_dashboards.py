"""Grafana's dashboards are whole and of one piece with metrics, runbooks, pages and commands; no Grafana is asked.

What their expressions answer is asked of the real Prometheus in tests/trial_metrics.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards import FOLDER, METRIC, VARIABLE, Shown, metrics_of, shown
from graftwatch.adapters import committee_links
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.command_docs import commands
from graftwatch_dashboards.__main__ import documents
from graftwatch_dashboards.frame import NEIGHBOURS, Addresses
from monitoring import DEPLOY, ROOT, rules

DASHBOARDS = shown()
BUILT_IN = {"__rate_interval", "__all"}
# Of Grafana 11.4's value formats; anything else would be shown as a suffix of its own.
UNITS = {"none", "s", "percentunit", "bytes", "mpm", "bool_yes_no"}
PARTS = re.compile(r"(?s).+\.\n\n\*\*What to do:\*\* .+\.\n\n\*\*Nothing here:\*\* .+\.")
COLUMNS = 24
PAGES = {committee_links.PATH}
"""Of the service, for people."""
each = pytest.mark.parametrize("one", DASHBOARDS, ids=lambda one: one.uid)


def test_the_files_are_as_the_code_is_now() -> None:
    told = {one.path.name: one.path.read_text("utf-8") for one in DASHBOARDS}
    assert told == documents(Addresses()), "run `make schemas`"


def test_an_installation_s_own_addresses_stand_in_one_place_each() -> None:
    own = documents(Addresses("https://help.hospital.example/r", "https://graft.hospital.example"))
    for name, text in own.items():
        assert not [url for url in Addresses() if url in text]
        variables = {one["name"]: one["query"] for one in json.loads(text)["templating"]["list"]}
        assert variables["runbooks"] == "https://help.hospital.example/r", name
        assert text.count("https://help.hospital.example/r") == 3, "query, and what is chosen: text and value"


def test_each_dashboard_has_a_name_of_its_own_and_none_is_missing() -> None:
    assert {one.uid: one.document["title"] for one in DASHBOARDS} == NEIGHBOURS
    assert [one.path.stem for one in DASHBOARDS] == sorted(NEIGHBOURS)
    assert all(8 <= len(one.uid) <= 40 for one in DASHBOARDS)


@each
def test_the_published_types_read_all_of_it_and_say_the_same(one: Shown) -> None:
    register_default_plugins()
    again = json.loads(JSONEncoder().encode(Dashboard.from_json(json.loads(one.path.read_text("utf-8")))))
    # What Grafana takes for a mark besides what the types know.
    marks = {"titleFormat", "textFormat", "step"}
    expected = json.loads(json.dumps(one.document))
    for mark in expected["annotations"]["list"]:
        assert marks <= mark.keys()
        for name in marks:
            del mark[name]
    assert again == expected


@each
def test_numbers_of_panels_are_unique_and_titles_too(one: Shown) -> None:
    numbers = [panel["id"] for panel in one.placed]
    assert sorted(set(numbers)) == sorted(numbers)
    titles = [panel["title"] for panel in one.panels]
    assert sorted(set(titles)) == sorted(titles)


@each
def test_no_panel_lies_over_another_or_beyond_the_edge(one: Shown) -> None:
    assert [panel["title"] for panel in one.placed if right(panel) > COLUMNS] == []
    overlaps = [(a["title"], b["title"]) for a, b in combinations(one.placed, 2) if overlap(a, b)]
    assert overlaps == []
    filled: Counter[int] = Counter()
    for place in (panel["gridPos"] for panel in one.placed):
        filled.update(dict.fromkeys(range(place["y"], place["y"] + place["h"]), place["w"]))
    assert {line: width for line, width in filled.items() if width != COLUMNS} == {}, "lines that are not full"


def right(panel: Mapping[str, Any]) -> int:
    return int(panel["gridPos"]["x"] + panel["gridPos"]["w"])


def overlap(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    one, other = a["gridPos"], b["gridPos"]
    across = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    return bool(across and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"])


@each
def test_each_panel_says_what_it_means_what_to_do_and_what_nothing_means(one: Shown) -> None:
    assert [panel["title"] for panel in one.panels if not PARTS.fullmatch(panel["description"])] == []
    for panel in one.panels:
        assert panel["description"].endswith(panel["fieldConfig"]["defaults"]["noValue"])


@each
def test_each_panel_has_a_known_unit_and_asks_the_provisioned_source(one: Shown) -> None:
    [source] = yaml.safe_load((FOLDER / "provisioning/datasources/prometheus.yml").read_text("utf-8"))["datasources"]
    asked = {"type": source["type"], "uid": source["uid"]}
    for panel in one.panels:
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS, panel["title"]
        assert panel["datasource"] == asked
        assert panel["targets"]
        assert [target["datasource"] for target in panel["targets"]] == [asked] * len(panel["targets"])
        references = [target["refId"] for target in panel["targets"]]
        assert sorted(set(references)) == references
    assert [one["datasource"] for one in one.variables if one["type"] == "query"] == [asked] * 3
    assert [mark["datasource"] for mark in one.document["annotations"]["list"]] == [asked]


@each
def test_what_stands_alone_is_asked_as_it_is_now(one: Shown) -> None:
    for panel in one.panels:
        over_time = panel["type"] in {"timeseries", "state-timeline"}
        assert {target["range"] for target in panel["targets"]} == {over_time}, panel["title"]
        assert {target["instant"] for target in panel["targets"]} == {not over_time}, panel["title"]


@each
def test_limits_rise_and_the_first_colour_stands_below_them(one: Shown) -> None:
    for panel in one.panels:
        first, *steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
        assert first["value"] is None
        values = [step["value"] for step in steps]
        assert values == sorted(set(values)), panel["title"]
        assert len({first["color"], *(step["color"] for step in steps)}) == len(steps) + 1, panel["title"]


@each
def test_every_metric_is_documented_or_a_recording_rule(one: Shown) -> None:
    documented = set(METRIC.findall((ROOT / "docs" / "metrics.md").read_text("utf-8")))
    recorded = {rule["record"] for _, rule in rules() if "record" in rule}
    unknown = {(place, name) for place, expr in one.expressions() for name in metrics_of(expr) - documented - recorded}
    assert unknown == set()


@each
def test_every_variable_is_used_and_every_one_that_is_used_is_there(one: Shown) -> None:
    told = [expr for _, expr in one.expressions()]
    told += [*one.links, *(str(panel["title"]) for panel in one.placed)]
    used = {name for text in told for name in VARIABLE.findall(text)}
    there = {variable["name"] for variable in one.variables}
    assert used - BUILT_IN <= there
    assert there - {"service", "runbooks"} <= used


@each
def test_each_expression_is_held_to_the_installation_that_is_chosen(one: Shown) -> None:
    for place, expression in one.expressions():
        selectors = len(re.findall(r"\bgraftwatch_\w+\{", expression))
        assert selectors == len(re.findall(r"\bgraftwatch_\w+", expression)), f"{place}: a selector without matchers"
        assert len(re.findall(r'job="\$job"', expression)) >= selectors, place


def runbooks(url: str) -> Iterator[str]:
    found = re.fullmatch(r"\$\{runbooks:raw\}/(\w+)\.md", url)
    if found is not None:
        yield found[1]


@each
def test_every_link_has_a_target(one: Shown) -> None:
    known = {path.stem for path in (DEPLOY / "runbooks").glob("*.md")}
    for url in one.links:
        if url.startswith("/d/"):
            assert url.removeprefix("/d/") in NEIGHBOURS.keys() - {one.uid}
        elif url.startswith("${service:raw}/"):
            assert url.removeprefix("${service:raw}/") in PAGES, url
        else:
            assert [name in known for name in runbooks(url)] == [True], url
    assert [url.removeprefix("/d/") for url in one.links if url.startswith("/d/")] == [
        uid for uid in NEIGHBOURS if uid != one.uid
    ]


@each
def test_every_alert_that_is_marked_and_every_command_that_is_named_exists(one: Shown) -> None:
    alerts = [rule["alert"] for _, rule in rules() if "alert" in rule]
    [mark] = one.document["annotations"]["list"]
    [pattern] = re.findall(r'alertname=~"([^"]+)"', mark["expr"])
    for name in pattern.split("|"):
        assert [alert for alert in alerts if re.fullmatch(name, alert)], name
    said = " ".join([one.document["description"], *(panel["description"] for panel in one.panels)])
    assert {name for name in re.findall(r"\bGraftwatch\w+", said) if name not in alerts} == set()
    known = dict(commands(graftwatch))
    told = [words.split() for words in re.findall(r"`graftwatch ([a-z -]+[a-z])", said)]
    assert [words for words in told if " ".join(["graftwatch", *words[:2]]) not in known and len(words) > 1] == []
    assert [words for words in told if f"graftwatch {words[0]}" not in known] == []


def test_grafana_is_given_the_files_where_it_looks_for_them() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]["grafana"]
    mounts = dict(one.removesuffix(":ro").split(":") for one in compose["volumes"] if one.endswith(":ro"))
    [provider] = yaml.safe_load((FOLDER / "provisioning/dashboards/graftwatch.yml").read_text("utf-8"))["providers"]
    assert mounts["./deploy/grafana/dashboards"] == provider["options"]["path"]
    assert mounts["./deploy/grafana/provisioning"] == compose["environment"]["GF_PATHS_PROVISIONING"]
    assert all((ROOT / folder).is_dir() for folder in mounts)
    assert compose["image"].startswith("grafana/grafana:11.4."), "what the builder's types are for"
