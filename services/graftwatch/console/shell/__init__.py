"""What every page of the console has in common: its frame, its languages, its forms, and that it stays right."""
