"""One recipient's timeline: what happened, was measured, concluded and told, in the trial's time."""
