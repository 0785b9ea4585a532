"""Intake on Kafka: Faust agents that let through to `entries` what concerns a recipient, or was entered by a person."""
