"""`graftwatch token`: what other programs ask the console's API by."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from graftwatch.console.access.administration import NewToken
from graftwatch.console.access.roles import Scope
from graftwatch.entrypoints.cli.console_folder import administration, console_store
from graftwatch.entrypoints.cli.folder import folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.parameters import TIME

USUAL_DAYS = 90


@click.group()
def command() -> None:
    """Tokens for the API. Each belongs to an account and does what its scopes and that account's roles both allow."""


@command.command()
@click.argument("account")
@click.option("--name", required=True, help="What it is called, such as the program's name.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([one.value for one in Scope]),
    multiple=True,
    required=True,
    help="What it is for; several are possible.",
)
@click.option("--until", type=TIME, help="When it ends, at most a year from now; left out: in 90 days.")
@folder_options
@json_option
def add(
    *,
    account: str,
    name: str,
    scopes: tuple[str, ...],
    until: datetime | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Makes a token and prints its secret, this once.

    Example: graftwatch token add ward-display --name display --scope fhir:read --until 2027-01-31
    """
    with console_store(data, config) as (store, _):
        ends_at = (until or store.now() + timedelta(days=USUAL_DAYS)).astimezone()
        secret = administration(store).add_token(account, NewToken(name, frozenset(scopes), ends_at))
        number = store.tokens.all(account)[0].id
    if as_json:
        print_json({"id": number, "account": account, "token": secret, "ends_at": ends_at.isoformat()})
    else:
        say(secret)


@command.command(name="list")
@folder_options
@json_option
def list_(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Every token, what it is for, and when it was used last; never its secret.

    Example: graftwatch token list
    """
    with console_store(data, config) as (store, _):
        found, now = store.tokens.all(), store.now()
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "account": one.account,
                    "name": one.name,
                    "scopes": sorted(one.scopes),
                    "made_at": one.made_at.isoformat(),
                    "ends_at": one.ends_at.isoformat(),
                    "used_at": one.used_at.isoformat() if one.used_at else None,
                }
                for one in found
            ]
        )
    elif found:
        rows = [
            (
                one.id,
                one.account,
                one.name,
                " ".join(sorted(one.scopes)),
                _day(one.ends_at),
                _day(one.used_at),
                "ended" if one.ends_at <= now else "",
            )
            for one in found
        ]
        print_table(("id", "account", "name", "scopes", "ends", "used last", ""), rows)
    else:
        say("there is no token")


@command.command()
@click.argument("number", type=int)
@folder_options
@json_option
def revoke(*, number: int, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Takes a token back; it works no more at once.

    Example: graftwatch token revoke 3
    """
    with console_store(data, config) as (store, _):
        account = administration(store).revoke_token(number)
    if as_json:
        print_json({"id": number, "account": account, "revoked": True})
    else:
        say(f"taken back: token {number} of {account}")


def _day(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d}" if at else "–"
