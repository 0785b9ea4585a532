"""The difference of two assessments as pages, each with a named reason."""
