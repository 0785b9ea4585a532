"""HL7 v2 without I/O: frames, header, reader, character sets, times, acknowledgement, facts."""
