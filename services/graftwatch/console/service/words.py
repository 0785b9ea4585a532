"""The words of the operator's pages for what the service names by keys."""

from typing import Final

from graftwatch.console.shell.marked import marked as _

STAGES: Final = {
    "gateway": _("Gateway"),
    "journal": _("Journal"),
    "detector": _("Detector"),
    "pager": _("Deliveries"),
    "intake": _("Intake"),
    "console": _("Console"),
    "files": _("Feeds as files"),
    "heartbeat": _("Heartbeat"),
}
NOT_ASKED: Final = _("cannot be asked from here")
READY: Final = _("live and ready")
NOT_READY: Final = _("not ready: see above")
EMPTY: Final = _("no entry yet")
ENTRIES: Final = _("%(n)s entries, the newest at %(at)s")
NOT_RUN: Final = _("has not run yet")
READ_UNTIL: Final = _("read until entry %(n)s, %(waiting)s wait")
ANSWERS: Final = _("answers")
SILENT: Final = _("does not answer")
REPLAYED: Final = _("a replay has none")
NO_BEAT: Final = _("none has come to its end yet")
BEAT_AGE: Final = _("the newest is %(seconds)s s old")
"""What a stage says; `%(…)s` stands for its values."""
PARTS: Final = {
    "journal": _("Journal"),
    "patient_index": _("Index of patient numbers"),
    "recipients": _("Recipients, pages and audit"),
    "quarantine": _("Quarantine"),
}
VERDICTS: Final = {
    "ok": _("all right"),
    "warning": _("look at it"),
    "fault": _("wrong"),
    "unknown": _("not known"),
}
SOURCES: Final = {
    "default": _("default"),
    "file": _("settings file"),
    "environment": _("environment"),
    "command line": _("command line"),
    "set": _("set"),
}
SEVERITIES: Final = {"page": _("pages"), "notify": _("notifications")}
ABOUT: Final = {"recipients": _("about recipients"), "service": _("about the service")}
RECORDS: Final = {"pages": _("pages"), "console": _("console")}
WHAT: Final = {
    "decided": _("page decided"),
    "held_back": _("page held back"),
    "unheard": _("page not heard"),
    "delivery_added": _("to be told"),
    "delivery_retried": _("not reached yet"),
    "delivered": _("told"),
    "delivery_failed": _("never reached"),
    "acknowledged": _("acknowledged"),
    "acknowledgement_refused": _("acknowledgement refused"),
    "reported": _("reported by a receiver"),
    "maintenance": _("maintenance"),
    "signed_in": _("signed in"),
    "sign_in_failed": _("sign-in failed"),
    "signed_out": _("signed out"),
    "looked_at_identifiers": _("looked at identifiers"),
    "decided_by_person": _("entered a decision"),
    "roster_changed": _("changed the roster"),
    "released": _("released from quarantine"),
    "codes_changed": _("changed codes"),
    "channel_tested": _("tested a channel"),
    "account_changed": _("changed an account"),
    "token_changed": _("changed a token"),
    "exported": _("exported a list"),
    "page_resent": _("had a page sent again"),
}
"""By what the records say. Both say `decided`; the console's is a person's decision."""


def what_words(record: str, what: str) -> str:
    """What happened, in English; the record's own word where there is none."""
    if record == "console" and what == "decided":
        return WHAT["decided_by_person"]
    return WHAT.get(what, what.replace("_", " "))
