"""A hospital's feed with known truth, from a seed; imports no rule, so that its truth is its own."""

from graftwatch.simulator.nuisances import LATEST_DELIVERY
from graftwatch.simulator.outgoing import SimulatedMessage
from graftwatch.simulator.simulation import RosterRow, SimulatedDecision, Simulation, simulate
from graftwatch.simulator.trial import trial_demo
from graftwatch.simulator.truth import (
    BsiTruth,
    ContaminantTruth,
    LiverInjuryTruth,
    Livers,
    RecipientTruth,
    RejectionTruth,
    SignalTruth,
    Truth,
    truth_document,
)

__all__ = [
    "LATEST_DELIVERY",
    "BsiTruth",
    "ContaminantTruth",
    "LiverInjuryTruth",
    "Livers",
    "RecipientTruth",
    "RejectionTruth",
    "RosterRow",
    "SignalTruth",
    "SimulatedDecision",
    "SimulatedMessage",
    "Simulation",
    "Truth",
    "simulate",
    "trial_demo",
    "truth_document",
]
