"""The only room with I/O libraries, each kind in a folder of its own."""
