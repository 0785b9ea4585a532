"""The interface specification for the hospital: what this service reads of HL7 v2, written from the reader's tables.

`python -m graftwatch.entrypoints.interface` (`make schemas`) writes schemas/hl7/profile.json, a Static Definition in
XML for each message structure, and docs/interface-specification.md; a test compares them.
"""
