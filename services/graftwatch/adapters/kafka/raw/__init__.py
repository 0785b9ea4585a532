"""The gateway's way into hl7.raw: a producer, what it may not take, and the spool that bridges its absence."""
