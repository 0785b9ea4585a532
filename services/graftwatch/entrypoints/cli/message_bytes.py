"""A message's bytes for a person's eyes: one segment a line, what is not printable escaped.

Nothing is lost or guessed: text that is UTF-8 is shown as text, all else byte by byte.
"""


def readable(content: bytes) -> str:
    r"""The bytes as lines.

    >>> readable(b"MSH|^~\\&|LAB\rPID|1||\x1b$B\r")
    'MSH|^~\\&|LAB\nPID|1||\\x1b$B'
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("ascii", "backslashreplace")
    lines = text.replace("\r\n", "\r").replace("\n", "\r").rstrip("\r").split("\r")
    return "\n".join(_line(line) for line in lines)


def _line(line: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in line)
