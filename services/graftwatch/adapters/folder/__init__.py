"""Feeds that come as files: drop folders and SS-MIX2 storages."""
