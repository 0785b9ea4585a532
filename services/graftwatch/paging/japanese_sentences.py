"""The sentences of the rules, and of the watch over the service, in Japanese; one that is not here stays English."""


def in_japanese(text: str) -> str:
    """The sentence in Japanese, or as it is."""
    return text
