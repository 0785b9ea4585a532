"""A page is acknowledged by the link in it, at the running service: looked at, heard once, told in the audit."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest

from page_of_service import NUMBER, PagedSite
from receivers import http_receiver
from running_service import RunningService, until

REPEATING = "[acknowledge]\nwrong_links_per_minute = 5\n"


def heard(site: PagedSite) -> list[tuple[str, str]]:
    return [(one.by, one.through) for one in site.audit() if one.what == "acknowledged"]


def refused(site: PagedSite) -> list[str]:
    return [one.words for one in site.audit() if one.what == "acknowledgement_refused"]


def count(service: RunningService, outcome: str) -> float:
    wanted = f'graftwatch_acknowledge_links_total{{outcome="{outcome}"}} '
    return next(float(line.removeprefix(wanted)) for line in service.metrics().splitlines() if line.startswith(wanted))


@pytest.mark.timeout(180)
def test_a_link_shows_the_page_and_one_press_of_the_button_acknowledges_it(tmp_path: Path) -> None:
    site = PagedSite(tmp_path)
    with site.start() as service:
        page = site.growth(service)
        link = site.link(page)

        looked = service.http.get(link)
        assert looked.status_code == 200
        assert page.summary in unescape(looked.text)
        assert looked.headers["referrer-policy"] == "no-referrer"
        assert looked.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in looked.headers["content-security-policy"]
        assert "<script" not in looked.text
        assert 'name="by"' in looked.text  # a channel of several: who is it?

        # Scanners of mail open links, some of them twice, some with HEAD: nobody has heard anything.
        assert [service.http.get(link).status_code, service.http.head(link).status_code] == [200, 200]
        service.settled()
        assert heard(site) == []

        unnamed = service.http.post(link)
        assert (unnamed.status_code, 'name="by"' in unnamed.text) == (400, True)
        numbered = service.http.post(link, data={"by": "03-1234-5678"})
        assert numbered.status_code == 400

        taken = service.http.post(link, data={"by": "ward 5 <b>"})
        assert taken.status_code == 200
        assert "Acknowledged by ward 5 &lt;b&gt;" in taken.text
        until(lambda: heard(site) == [("ward 5 <b>", "link")])

        again = service.http.post(link, data={"by": "somebody else"})
        assert again.status_code == 409
        assert "acknowledged by ward 5" in again.text
        after = service.http.get(link)
        assert (after.status_code, "<form" in after.text) == (200, False)
        service.settled()
        assert heard(site) == [("ward 5 <b>", "link")]

        shown = site.said("pages", "show", page.id)
        assert isinstance(shown, dict)
        assert (shown["acknowledged"]["by"], shown["audit"][-1]["through"]) == ("ward 5 <b>", "link")
        assert [count(service, one) for one in ("taken", "repeated", "nameless")] == [1, 1, 2]
        for told in (looked.text, taken.text, service.log(), service.metrics()):
            assert NUMBER not in told
        assert "ward 5" not in service.log() + service.metrics()


@pytest.mark.timeout(180)
def test_of_many_presses_at_once_one_acknowledges(tmp_path: Path) -> None:
    site = PagedSite(tmp_path)
    with site.start() as service:
        link = site.link(site.growth(service))
        with ThreadPoolExecutor(12) as people:
            names = [f"person {number}" for number in range(12)]
            answers = list(people.map(lambda name: service.http.post(link, data={"by": name}).status_code, names))
        assert sorted(answers) == [200] + [409] * 11
        service.settled()
        assert len(heard(site)) == 1


@pytest.mark.timeout(180)
def test_wrong_links_learn_nothing_and_are_limited_and_right_ones_never_are(tmp_path: Path) -> None:
    site = PagedSite(tmp_path, REPEATING)
    with site.start() as service:
        page = site.growth(service)
        link = site.link(page)
        wrong = [link[:-4] + "AAAA", link + "x", "/acknowledge/x", f"/acknowledge/{page.id}", link.replace(".", "%2e.")]
        answers = [service.http.get(one) for one in wrong]
        assert {one.status_code for one in answers} == {404}
        assert len({one.text for one in answers}) == 1
        assert page.summary not in unescape(answers[0].text)
        assert service.http.post("/acknowledge/x").status_code == 429
        limited = service.http.get(wrong[0])
        assert (limited.status_code, limited.headers["retry-after"]) == (429, "60")
        assert service.http.get(link).status_code == 200
        assert service.http.post(link, data={"by": "doctor on duty"}).status_code == 200
        assert (count(service, "invalid"), count(service, "limited")) == (5, 2)


@pytest.mark.timeout(180)
def test_an_expired_link_says_so_and_shows_nothing_of_the_page(tmp_path: Path) -> None:
    site = PagedSite(tmp_path, "[acknowledge]\nlink_hours = 0.0001\n")  # 0.36 seconds
    with site.start() as service:
        page = site.growth(service)
        link = site.link(page)
        until(lambda: service.http.get(link).status_code == 410)
        late = service.http.post(link, data={"by": "doctor on duty"})
        assert late.status_code == 410
        assert "no longer works" in late.text
        assert page.summary not in unescape(late.text)
        until(lambda: refused(site) == ["expired"])
        assert service.http.post(link, data={"by": "doctor on duty"}).status_code == 410
        service.settled()
        assert (heard(site), refused(site)) == ([], ["expired"])


@pytest.mark.timeout(180)
def test_the_page_is_in_the_language_of_whoever_was_told(tmp_path: Path) -> None:
    site = PagedSite(tmp_path)
    with site.start() as service:
        page = site.growth(service)
        shown = service.http.get(site.link(page, "ja"))
        assert shown.headers["content-language"] == "ja"
        assert '<html lang="ja">' in shown.text
        assert "確認しました" in shown.text
        taken = service.http.post(site.link(page, "ja"), data={"by": "感染制御部"})
        assert "感染制御部 が" in taken.text
        until(lambda: heard(site) == [("感染制御部", "link")])
        assert service.http.post(site.link(page, "en"), data={"by": "x"}).status_code == 409


@pytest.mark.timeout(180)
def test_a_page_that_was_heard_otherwise_or_has_ended_says_so(tmp_path: Path) -> None:
    site = PagedSite(tmp_path)
    with site.start() as service:
        page = site.growth(service)
        link = site.link(page)
        assert site.run("pages", "ack", page.id, "--by", "infection control").returncode == 0
        until(lambda: bool(heard(site)))
        shown = service.http.get(link)
        assert "Acknowledged already by infection control" in shown.text
        assert "<form" not in shown.text
        assert service.http.post(link, data={"by": "doctor on duty"}).status_code == 409

        assert (
            site.run(
                "decide", "adjudicate", "S01", "--event", page.details.event or "", "--verdict", "refuted"
            ).returncode
            == 0
        )
        until(lambda: site.pages()[-1].reason.ends)
        assert "This has ended" in service.http.get(link).text
        assert service.http.post(link, data={"by": "doctor on duty"}).status_code == 409
        service.settled()
        assert heard(site) == [("infection control", "cli")]
        assert refused(site) == ["heard_before", "over"]


@pytest.mark.timeout(180)
def test_a_body_beyond_its_limit_is_not_read(tmp_path: Path) -> None:
    site = PagedSite(tmp_path)
    with site.start() as service:
        link = site.link(site.growth(service))
        at_limit = b"by=x&more=".ljust(4096, b"y")
        assert service.http.post(link, content=at_limit + b"y").status_code == 413
        assert heard(site) == []
        assert service.http.post(link, content=at_limit).status_code == 200


def test_the_key_of_the_links_is_its_owners_alone_and_comes_with_a_backup(tmp_path: Path) -> None:
    site = PagedSite(tmp_path)
    with site.start() as service:
        link = site.link(site.growth(service))
    key = site.data / "acknowledge.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert site.run("backup", str(tmp_path / "copy")).returncode == 0
    copied = tmp_path / "copy" / "acknowledge.key"
    assert (stat.S_IMODE(copied.stat().st_mode), copied.read_bytes()) == (0o600, key.read_bytes())
    with RunningService(tmp_path / "copy", "--config", str(site.config)).ready() as service:
        assert service.http.get(link).status_code == 200


ON_CALL = """
time_zone = "Asia/Tokyo"
[people.doctor-a]
language = "ja"
through = { pager = "" }
[duties.first]
otherwise = "doctor-a"
"""
ON_CALL_SETTINGS = """
on_call = "{root}/on-call.toml"
protocol = "{root}/protocol.toml"
[[channels]]
kind = "webhook"
name = "pager"
url = "{url}"
secret = "invented for this test only"
"""


@pytest.mark.timeout(180)
def test_a_person_acknowledges_as_themselves_in_their_language(tmp_path: Path) -> None:
    (tmp_path / "on-call.toml").write_text(ON_CALL)
    (tmp_path / "protocol.toml").write_text('[paging]\nalso_in = ["ja"]\n[[paging.escalation]]\nto = ["first"]\n')
    with http_receiver() as receiver:
        site = PagedSite(tmp_path, ON_CALL_SETTINGS.format(root=tmp_path, url=receiver.url))
        with site.start() as service:
            page = site.growth(service)
            until(lambda: bool(receiver.received()))
            told = json.loads(receiver.received()[0])
            link = told["acknowledge_link"].removeprefix("http://127.0.0.1:8080")
            looked = service.http.get(link)
            assert looked.headers["content-language"] == "ja"
            assert "doctor-a として確認します" in looked.text
            assert 'name="by"' not in looked.text
            assert unescape(looked.text).count(page.words("ja").summary) == 1
            taken = service.http.post(link, data={"by": "somebody else"})  # the link says who it is
            assert "doctor-a が" in taken.text
            until(lambda: heard(site) == [("doctor-a", "link")])
            assert [(one.channel, one.person) for one in site.audit() if one.what == "delivered"] == [
                ("pager", "doctor-a")
            ]
