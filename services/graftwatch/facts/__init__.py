"""What was said about a recipient: identified, versioned, normalised statements, and how they merge."""
