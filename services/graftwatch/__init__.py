"""Real-time infection and rejection surveillance after a liver transplant, from HL7 v2 feeds."""
