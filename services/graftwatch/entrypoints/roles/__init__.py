"""The roles of the Kafka engine: each one file, run by `running`, all of them together by `together`."""
