"""The trial's own rules as one versioned file: models, loader, defaults."""
