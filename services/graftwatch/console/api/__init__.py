"""The console's JSON: one description of all areas' operations, one form of faults, and who one is."""
