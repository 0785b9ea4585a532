"""Settings, wiring, the command line, and one file a running process."""
