"""The MLLP listener on asyncio: sockets, back-pressure, group commit."""
