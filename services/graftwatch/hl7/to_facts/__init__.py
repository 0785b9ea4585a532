"""From a message to facts: what it says about a recipient, and what of it nobody understood."""

from graftwatch.hl7.to_facts.intake import UNDERSTOOD_MESSAGES, facts_of
from graftwatch.hl7.to_facts.reading import Became, Understood, Unmapped

__all__ = ["UNDERSTOOD_MESSAGES", "Became", "Understood", "Unmapped", "facts_of"]
