"""Signals and events for a hospital's own systems, read-only, in HL7 FHIR R4 (4.0.1): DetectedIssue and Flag."""
