"""The process of intake from Kafka, as its parent sees it."""

from graftwatch.entrypoints.child import Child
from graftwatch.entrypoints.link import IntakeStatus
from graftwatch.entrypoints.options import StartOptions


class IntakeChild(Child[IntakeStatus]):
    """The Faust worker beside a detector."""

    def __init__(self, options: StartOptions, keeps: tuple[int, ...]) -> None:
        super().__init__("the intake process", "graftwatch.entrypoints.kafka_intake", IntakeStatus, options, keeps)
