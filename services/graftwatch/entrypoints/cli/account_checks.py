"""Whether somebody can sign in to the console, and whether it is reached in a way that keeps secrets."""

import sqlite3
from contextlib import closing

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.administration import PROVIDED
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.cli.check import Check, Verdict
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.access import is_loopback

WHAT = "console"


def account_check(folder: OpenFolder) -> Check:
    """The check."""
    path, settings = folder.place.console, folder.settings
    if not path.exists():
        return Check(WHAT, Verdict.WARNING, f"nobody has an account yet; {_mend()}")
    try:
        with closing(ConsoleStore(path, SystemClock().now)) as store:
            accounts = [one for one in store.accounts.all() if not one.is_disabled]
    except sqlite3.Error as fault:
        return Check(WHAT, Verdict.FAULT, f"console.db cannot be read: {fault}; see graftwatch verify")
    able = [one for one in accounts if one.has_password or one.name.startswith(PROVIDED)]
    if not any(Role.OPERATOR in one.roles for one in able):
        return Check(WHAT, Verdict.WARNING, f"no operator can sign in; {_mend()}")
    text = f"{len(able)} of {len(accounts)} accounts can sign in"
    if not is_loopback(settings.http.host) and not settings.base_url.startswith("https:"):
        return Check(WHAT, Verdict.WARNING, f"{text}; `base_url` is not https, so passwords go in the clear")
    return Check(WHAT, Verdict.OK, text)


def _mend() -> str:
    return "graftwatch account add NAME --role operator"
