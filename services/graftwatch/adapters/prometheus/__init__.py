"""What the service counts, as Prometheus metrics."""
