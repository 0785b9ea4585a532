"""Assess, the part of the detector's role that concludes: one copy leads, the others follow and are ready."""
