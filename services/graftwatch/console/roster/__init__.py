"""The coordinator's pages: who is enrolled, who is to be, and what the roster knew when."""
