"""Whether the links in pages can be opened by whoever gets them: `base_url` is what they begin with."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from graftwatch.adapters.senders.settings import FileChannel
from graftwatch.entrypoints.cli.check import Check, Verdict
from graftwatch.entrypoints.settings import Settings

WHAT = "links in pages"


def link_check(settings: Settings) -> Check:
    """The check; a site that sends its pages nowhere needs no links."""
    if all(isinstance(one, FileChannel) for one in settings.channels):
        return Check(WHAT, Verdict.OK, "no channel sends them anywhere")
    url = urlsplit(settings.base_url)
    if _this_machine_only(url.hostname or ""):
        lead = f"`base_url` is {settings.base_url}, which opens on this machine only"
        return Check(WHAT, Verdict.WARNING, f"{lead}; give the address of the reverse proxy (docs/acknowledging.md)")
    if url.scheme != "https":
        return Check(WHAT, Verdict.WARNING, "`base_url` is not https: links acknowledge pages and go in the clear")
    return Check(WHAT, Verdict.OK, f"begin with {settings.base_url}, for {settings.acknowledge.link_hours:g} hours")


def _this_machine_only(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}
