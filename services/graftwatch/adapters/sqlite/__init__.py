"""Storage on SQLite: the journal and its segments, the pipeline's state, the quarantine."""
