"""What stands behind the console's pages: each area's desk over a data folder, one file an area."""
