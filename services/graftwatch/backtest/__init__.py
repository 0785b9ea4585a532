"""A past feed played through the service as it arrived, held against what a reviewer found: figures, times, reasons."""
