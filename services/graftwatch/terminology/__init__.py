"""Codes and words to concepts: observations, organisms and their flags, units."""
