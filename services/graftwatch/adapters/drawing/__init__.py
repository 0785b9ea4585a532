"""Charts as pictures: SVG for pages, PNG for print; the same chart gives the same bytes.

`svg` takes its colours from the page it stands in (`page_colours`), `picture` stands alone. matplotlib is loaded when
the first chart is drawn, not before.
"""

from graftwatch.adapters.drawing.pictures import picture, png, svg
from graftwatch.adapters.drawing.tones import page_colours

__all__ = ["page_colours", "picture", "png", "svg"]
