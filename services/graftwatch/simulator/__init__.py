"""A hospital's feed with a known truth of its own; imports no rule."""
