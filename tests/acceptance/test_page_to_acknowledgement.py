"""From a culture to an e-mail, from the link in it to the end of its repetitions, and what the audit tells of it."""

import re
from email import message_from_string
from pathlib import Path

import pytest

from graftwatch.entrypoints.wiring import DataFolder
from page_of_service import NUMBER, PagedSite
from receivers import Answer, mail_receiver
from running_service import until

SETTINGS = """
protocol = "{protocol}"
heartbeat_seconds = 0.5
base_url = "https://graftwatch.hospital.example"
[[channels]]
kind = "email"
name = "mail"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "graftwatch@hospital.example"
recipients = ["on-call@hospital.example"]
retry_after_seconds = [0.1]
"""
LINK = re.compile(r"https://graftwatch\.hospital\.example(/acknowledge/\S+)")


@pytest.mark.timeout(240)
def test_a_page_is_repeated_until_the_link_in_the_mail_is_used(tmp_path: Path) -> None:
    protocol = tmp_path / "protocol.toml"
    protocol.write_text("[paging]\nrepeat_after_minutes = 0.05\nrepeats_at_most = 1000\n")
    with mail_receiver() as mails:
        mails.will(Answer.LATER)
        site = PagedSite(tmp_path, SETTINGS.format(protocol=protocol, port=mails.port))
        with site.start() as service:
            page = site.growth(service)

            def beats() -> int:
                return DataFolder(site.data).reader().last_seq()

            def reasons() -> list[str]:
                return [one.reason for one in site.pages() if one.subject]

            until(lambda: "repeated" in reasons() and len(mails.mails) > 1, 60)
            first, second = (message_from_string(one) for one in mails.received()[:2])
            links = [found.group(1) for one in mails.received() if (found := LINK.search(one))]
            assert len(set(links)) == len(links) > 1  # each page has its own
            assert NUMBER not in first.as_string() + second.as_string()

            assert "repeated" in reasons()
            taken = service.http.post(links[0], data={"by": "infection control"})
            assert taken.status_code == 200
            until(lambda: any(one.what == "acknowledged" for one in site.audit()))
            service.settled()
            told = len(reasons())
            seen = beats()
            until(lambda: beats() >= seen + 14, 60)  # seven seconds: longer than two repetitions
            assert len(reasons()) == told

            # The newest page is heard, too: its link says by whom.
            assert "Acknowledged already by infection control" in service.http.get(links[-1]).text
            assert site.said("pages", "list", "--unheard") == []
            trail = [one for one in site.audit() if one.page == page.id]
            assert [one.what for one in trail] == [
                "decided",
                "delivery_added",
                "delivery_retried",
                "delivered",
                "acknowledged",
            ]
            assert trail[2].words == "the mail server answered 451"
            assert trail[-1].after_seconds is not None
            assert trail[-1].after_seconds >= 3.0
            assert "on-call@hospital.example" not in "".join(one.model_dump_json() for one in site.audit())
