"""The integration team's pages: feeds, messages and where they went, quarantine, codes, and a message to check."""
