"""The demo: a synthetic trial played through a real service, and what infection control would have been told."""
