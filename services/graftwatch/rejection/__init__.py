"""Rejection beside the drugs that prevent it: liver tests, troughs, biopsies, infusion reaction, NK activity."""

from graftwatch.rejection.detect import detect

__all__ = ["detect"]
