"""All that the protocol concludes about one recipient from the facts known, explained."""
