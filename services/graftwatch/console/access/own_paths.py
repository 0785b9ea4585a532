"""Where a browser may be led on to: paths of this service and nowhere else."""

from urllib.parse import urlsplit


def own_path(path: str) -> str:
    r"""The path where it leads to this service, `/` where it does not.

    A browser takes `\` for `/`, and leaves tabs and line ends out (WHATWG URL, 4.4), so neither may be in it.

    >>> [own_path(one) for one in ("/signals?a=1", "//elsewhere", "/\\elsewhere", "/\t/elsewhere", "https://elsewhere")]
    ['/signals?a=1', '/', '/', '/', '/']
    """
    plain = path.isprintable() and "\\" not in path and path.startswith("/") and not path.startswith("//")
    try:
        parts = urlsplit(path) if plain else None
    except ValueError:
        return "/"
    return path if parts and not parts.netloc and not parts.scheme else "/"
