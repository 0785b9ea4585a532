"""Carrying an embedded service's data folder over to a cluster, in steps that may be broken off and done again."""

from graftwatch.adapters.kafka.migration.carrier import Carried, Carrier
from graftwatch.adapters.kafka.migration.record import MigrationRecord
from graftwatch.adapters.kafka.migration.rows import outbox_rows, rows_of

__all__ = ["Carried", "Carrier", "MigrationRecord", "outbox_rows", "rows_of"]
