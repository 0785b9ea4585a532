"""Bloodstream infection after the NHSN manual: windows, criteria, secondary infections, suspicion."""

from graftwatch.bsi.detect import RULES, detect

__all__ = ["RULES", "detect"]
