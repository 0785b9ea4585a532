"""`graftwatch account`: who may sign in to the console, and as what."""

from pathlib import Path

import click

from graftwatch.adapters.sqlite.console_store import Account
from graftwatch.console.access.local_accounts import LINK
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.cli.console_folder import administration, console_store
from graftwatch.entrypoints.cli.folder import folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say

ROLES = click.Choice([one.value for one in Role])


@click.group()
def command() -> None:
    """The console's accounts. A change is in force at the account's next request; each is recorded."""


@command.command()
@click.argument("name")
@click.option("--role", "roles", type=ROLES, multiple=True, help="What they work as; several are possible.")
@folder_options
@json_option
def add(*, name: str, roles: tuple[str, ...], data: Path | None, config: Path | None, as_json: bool) -> None:
    """Adds an account and prints a one-time link, by which its owner chooses a password and second factor.

    Without a role it can hold tokens and see nothing. The link works once, for three days.

    Example: graftwatch account add n.tanaka --role infection_control --role coordinator
    """
    with console_store(data, config) as (store, settings):
        admin = administration(store)
        added = admin.add(name, roles)
        _print_link(added, admin.link(added, settings.base_url.rstrip("/")), as_json=as_json)


@command.command()
@click.argument("name")
@folder_options
@json_option
def link(*, name: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Prints a new one-time link for an account: its owner chooses a password and second factor anew.

    Links made before work no more; the old password and second factor do until this one is used.

    Example: graftwatch account link n.tanaka
    """
    with console_store(data, config) as (store, settings):
        made = administration(store).link(name, settings.base_url.rstrip("/"))
        _print_link(name, made, as_json=as_json)


@command.command(name="list")
@folder_options
@json_option
def list_(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Who may sign in, as what.

    Example: graftwatch account list
    """
    with console_store(data, config) as (store, _):
        found = store.accounts.all()
    if as_json:
        print_json([_document(one) for one in found])
    elif found:
        rows = [(one.name, one.shown, ", ".join(sorted(one.roles)), _state(one)) for one in found]
        print_table(("account", "called", "roles", "state"), rows)
    else:
        say("there is no account yet: graftwatch account add NAME --role operator")


@command.command()
@click.argument("name")
@click.option("--role", "given", type=ROLES, multiple=True, help="What they work as from now on; none: nothing.")
@folder_options
@json_option
def roles(*, name: str, given: tuple[str, ...], data: Path | None, config: Path | None, as_json: bool) -> None:
    """Gives an account these roles in place of those it had.

    Example: graftwatch account roles n.tanaka --role infection_control
    """
    with console_store(data, config) as (store, _):
        admin = administration(store)
        admin.set_roles(name, given)
        _print(admin.account(name), as_json=as_json)


@command.command()
@click.argument("name")
@folder_options
@json_option
def disable(*, name: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Lets an account sign in no more; what it has open ends, and its tokens do not work.

    Example: graftwatch account disable n.tanaka
    """
    with console_store(data, config) as (store, _):
        admin = administration(store)
        admin.disable(name)
        _print(admin.account(name), as_json=as_json)


@command.command()
@click.argument("name")
@folder_options
@json_option
def enable(*, name: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Lets an account that was disabled sign in again.

    Example: graftwatch account enable n.tanaka
    """
    with console_store(data, config) as (store, _):
        admin = administration(store)
        admin.enable(name)
        _print(admin.account(name), as_json=as_json)


def _print_link(name: str, made: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"account": name, "link": made, "hours": LINK.total_seconds() / 3600})
    else:
        say(f"{name}: once, within three days, by its owner only:\n{made}")


def _print(account: Account, *, as_json: bool) -> None:
    if as_json:
        print_json(_document(account))
    else:
        say(f"{account.name}: {', '.join(sorted(account.roles)) or 'no role'}; {_state(account)}")


def _document(account: Account) -> dict[str, object]:
    return {
        "account": account.name,
        "called": account.shown,
        "roles": sorted(account.roles),
        "disabled": account.is_disabled,
        "has_password": account.has_password,
        "made_at": account.made_at.isoformat() if account.made_at else None,
    }


def _state(account: Account) -> str:
    if account.is_disabled:
        return "disabled"
    return "may sign in" if account.has_password or account.shown else "has chosen no password yet"
