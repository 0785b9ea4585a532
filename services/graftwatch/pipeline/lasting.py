"""A duration in the words of a page."""

from datetime import timedelta


def lasting(time: timedelta) -> str:
    """The words: seconds, minutes, hours, days, two of them at most.

    >>> [lasting(timedelta(minutes=minutes)) for minutes in (0.5, 30, 90, 130, 60 * 50)]
    ['30 seconds', '30 minutes', '90 minutes', '2 h 10 min', '2 days 2 h']
    """
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return f"{int(time.total_seconds())} seconds"
    if minutes < 120:  # noqa: PLR2004 - two hours are still thought of in minutes
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} days {rest // 60} h" if days > 1 else f"{minutes // 60} h {minutes % 60} min"
