"""Kafka: the engine of a hospital group. The only place that imports kafka and faust."""
