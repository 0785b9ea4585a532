"""Which exceptions mean that the input is at fault, and how a fault is said: in words, with an exit status.

Exit status 1: the input, with place and mend. 3: our own fault, with where in the code and none of the data.
The classes are named, not imported, so that a command starts without what it does not need; a test looks them up.
"""

import click

from graftwatch.entrypoints.fault_place import fault_place

INPUT_FAULTS = frozenset(
    {
        "graftwatch.adapters.kafka.faults.KafkaFault",
        "graftwatch.adapters.mllp.client.SendFailed",
        "graftwatch.adapters.mllp.client_tls.TlsFailed",
        "graftwatch.adapters.sqlite.state.StateUnusable",
        "graftwatch.assessment.decisions.DecisionFileError",
        "graftwatch.console.access.administration.NotDone",
        "graftwatch.backtest.simulated_truth.TruthFileError",
        "graftwatch.entrypoints.settings.SettingsError",
        "graftwatch.on_call.amend.NotAmendableError",
        "graftwatch.on_call.calendar_in.CalendarError",
        "graftwatch.on_call.reading.OnCallFileError",
        "graftwatch.pipeline.journal.JournalUnavailable",
        "graftwatch.pipeline.release.NotReleasable",
        "graftwatch.pipeline.quarantine.QuarantineUnavailable",
        "graftwatch.protocol.loader.ProtocolError",
        "graftwatch.roster.roster.RosterConflict",
        "graftwatch.roster.roster_csv.RosterFileError",
        "graftwatch.terminology.site_codes.SiteCodesError",
    }
)


SAID_BY_THEMSELVES = frozenset({"graftwatch.entrypoints.child.ChildGone"})
"""Our own faults that have words for what happened."""


class InputFault(click.ClickException):
    """What was given cannot be used; the message names the place and the mend."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Says it on standard error, as it is."""
        del file
        click.echo(self.message, err=True)


class OwnFault(InputFault):
    """Something is wrong with the program itself."""

    exit_code = 3


def said(fault: Exception) -> click.ClickException:
    """The fault in words: the input's where the exception says so, else our own."""
    if isinstance(fault, ExceptionGroup) and len(fault.exceptions) == 1:  # of tasks that ran side by side, one failed
        return said(fault.exceptions[0])
    if isinstance(fault, click.ClickException):
        return fault
    if isinstance(fault, OSError):
        place = f"{fault.filename}: " if fault.filename else ""
        return InputFault(f"{place}{fault.strerror or fault}")
    if isinstance(fault, ModuleNotFoundError) and fault.name in {"kafka", "faust"}:
        return InputFault("the Kafka engine is not installed here: pip install 'graftwatch[kafka]'")
    if any(f"{kind.__module__}.{kind.__qualname__}" in INPUT_FAULTS for kind in type(fault).__mro__):
        return InputFault(str(fault))
    if f"{type(fault).__module__}.{type(fault).__qualname__}" in SAID_BY_THEMSELVES:
        return OwnFault(f"graftwatch: {fault}")
    return OwnFault(f"graftwatch: internal fault: {type(fault).__name__} in {fault_place(fault)}; please report it")
