"""The page as an SMS: who and when first, since nothing else can be asked there; then what, organisms, and why.

An English one is written in seven bits and is one message of 160; a Japanese one cannot be, so what is not who, what
and organism is cut to keep it one message of 70 (sms.py). None is ever longer than 160 characters.
"""

from graftwatch.paging.fitting import cut, named
from graftwatch.paging.page import SHORT_LENGTH
from graftwatch.paging.phrases import Phrases
from graftwatch.paging.sms import is_gsm_7, units

LEAST_ROOM = 16
"""With less room than this a reason is left out: its first word or two would say nothing."""


def short(who: str, what: str, organisms: tuple[str, ...], because: str, phrases: Phrases) -> str:
    """The SMS.

    Args:
        who: subject and day, empty on a page about the service itself.
        what: what happened and how sure it is, with how the page begins.
        organisms: their names.
        because: the criterion, or the rule's reason.
        phrases: the language.
    """
    ellipsis = phrases.sms("…")
    head = f"{_who(who, phrases)}{phrases.sms(what)}"
    room = SHORT_LENGTH - units(head + phrases.colon)
    listed = named([phrases.sms(one) for one in organisms], room, phrases.comma, "+{count}", units)
    text = f"{head}{phrases.colon}{cut(listed, room, units, ellipsis)}" if listed and room >= LEAST_ROOM else head
    room = phrases.sms_length - units(f"{text}{phrases.stop}{phrases.gap}")
    if because and room >= LEAST_ROOM:
        text = f"{text}{phrases.stop}{phrases.gap}{cut(phrases.sms(because), room, units, ellipsis)}"
    return cut(cut(text, SHORT_LENGTH, units, ellipsis), SHORT_LENGTH)


def _who(who: str, phrases: Phrases) -> str:
    """Who, in the alphabet of an SMS where that can say it: a name that it cannot write is more than one message."""
    if not who:
        return ""
    written = phrases.sms(who)
    return f"{written if is_gsm_7(who) or '?' not in written else who}{phrases.colon}"
