"""Rejection signals, drug exposure, infusion reaction and NK activity."""
