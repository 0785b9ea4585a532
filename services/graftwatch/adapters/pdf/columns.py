"""How wide a table's columns are: each as its words need, and what is left as its texts are long."""

from collections.abc import Callable, Sequence


def column_widths(
    rows: Sequence[Sequence[str]], width_of: Callable[[str], float], total: float, padding: float
) -> list[float]:
    """Widths that fill `total`, in its unit.

    No column is narrower than its longest word, as long as all of these fit; beyond that each gets its share of what
    its longest text asks for.
    """
    columns = list(zip(*rows, strict=True))
    words = [max((width_of(word) for cell in column for word in cell.split()), default=0.0) for column in columns]
    texts = [max((width_of(cell) for cell in column), default=0.0) for column in columns]
    least = [one + padding for one in words]
    wanted = [max(text - word, 0.0) for text, word in zip(texts, words, strict=True)]
    room = total - sum(least)
    if room < 0:
        return [total * one / sum(least) for one in least]
    if sum(wanted) <= 0:
        return [one + room / len(least) for one in least]
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / len(least)
        return [one + want + spare for one, want in zip(least, wanted, strict=True)]
    return [one + room * want / sum(wanted) for one, want in zip(least, wanted, strict=True)]
