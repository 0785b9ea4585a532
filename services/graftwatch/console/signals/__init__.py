"""Infection control's pages: what needs somebody now, and why."""
