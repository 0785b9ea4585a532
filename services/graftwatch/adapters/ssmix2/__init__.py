"""An SS-MIX2 storage as a feed: scanned once, then watched, no file read twice."""
