"""The use cases and their ports: ingest, intake, assess, page, quarantine, heartbeat."""
