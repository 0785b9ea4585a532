"""Bloodstream infection by the NHSN rules, and its suspicion before it is confirmed."""
