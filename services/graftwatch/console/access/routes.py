"""The routes of signing in, and of accounts."""

from collections.abc import Callable

from starlette.routing import Route

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.all_accounts import AllAccounts
from graftwatch.console.access.limits import SignInLimits
from graftwatch.console.access.local_accounts import LocalAccounts
from graftwatch.console.access.own_account import OwnAccount
from graftwatch.console.access.provider_pages import ProviderPages
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.access.sign_in import SignIn
from graftwatch.console.access.start_pages import StartPages


def access_routes(store: ConsoleStore, rules: AccessRules, counted: Callable[[str], None]) -> list[Route]:
    """The routes.

    Args:
        store: accounts, sessions, and who did what.
        rules: of signing in.
        counted: takes what became of each attempt to sign in.
    """
    accounts = LocalAccounts(store, SignInLimits(), counted)
    sign_in = SignIn(store, rules, accounts)
    return [
        *sign_in.routes(),
        *ProviderPages(store, rules, sign_in, counted).routes(),
        *StartPages(store, rules, accounts).routes(),
        *OwnAccount(store, rules, accounts).routes(),
        *AllAccounts(store, rules).routes(),
    ]
