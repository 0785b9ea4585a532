"""The operator's pages: health, channels, settings in force, and who did what."""
