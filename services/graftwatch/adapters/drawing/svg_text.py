"""matplotlib's SVG as an element that any page can hold: no style sheet, no id of another's, words for who cannot see.

Style attributes become presentation attributes (SVG 2, 6.6), so that the page needs no `unsafe-inline`.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

from graftwatch.committee.chart import Chart

SVG: Final = "http://www.w3.org/2000/svg"
LINKS: Final = "http://www.w3.org/1999/xlink"
FONTS: Final = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
_OF_THE_PAGE: Final = frozenset({"font-family"})
_HREF: Final = f"{{{LINKS}}}href"
_NAMES_INSIDE: Final = re.compile(r"url\(#")


def without_styles(drawn: bytes, chart: Chart, edge: float, paper: str) -> str:
    """The drawing with so much around it in points, on paper of this colour or on none."""
    root = fromstring(drawn)  # noqa: S314 - what matplotlib wrote just now
    for element in list(root.iter()):
        for child in list(element):
            if child.tag in {f"{{{SVG}}}metadata", f"{{{SVG}}}style"}:
                element.remove(child)
        _plain(element, chart.name)
    inside = [one for one in root if not (one.tag == f"{{{SVG}}}defs" and not len(one))]
    _, _, wide, high = (float(one) for one in root.attrib["viewBox"].split())
    box = f"{-edge:g} {-edge:g} {wide + 2 * edge:g} {high + 2 * edge:g}"
    outer = Element(
        f"{{{SVG}}}svg",
        {
            "viewBox": box,
            "role": "img",
            "class": "chart",
            "font-family": FONTS,
            "aria-labelledby": f"{chart.name}-title",
            "aria-describedby": f"{chart.name}-says",
            "stroke-linejoin": "round",
            "stroke-linecap": "butt",
        },
    )
    for tag, words in (("title", chart.title), ("says", chart.says)):
        element = SubElement(outer, f"{{{SVG}}}{'desc' if tag == 'says' else tag}", {"id": f"{chart.name}-{tag}"})
        element.text = words
    if paper:
        outer.set("width", f"{wide + 2 * edge:g}")
        outer.set("height", f"{high + 2 * edge:g}")
        at = {"x": f"{-edge:g}", "y": f"{-edge:g}", "width": f"{wide + 2 * edge:g}", "height": f"{high + 2 * edge:g}"}
        SubElement(outer, f"{{{SVG}}}rect", {**at, "fill": paper})
    outer.extend(inside)
    register_namespace("", SVG)
    register_namespace("xlink", LINKS)
    return tostring(outer, encoding="unicode")


def _plain(element: Element, name: str) -> None:
    element.tail = None
    if element.text is not None and not element.text.strip():
        element.text = None
    for one in element.attrib.pop("style", "").split(";"):
        key, colon, value = one.partition(":")
        if colon and key.strip() not in _OF_THE_PAGE:
            element.set(key.strip(), value.strip())
    if element.tag == f"{{{SVG}}}g":
        element.attrib.pop("id", None)
    elif "id" in element.attrib:
        element.set("id", f"{name}-{element.attrib['id']}")
    if _HREF in element.attrib:
        element.set(_HREF, f"#{name}-{element.attrib[_HREF].removeprefix('#')}")
    for key, value in element.attrib.items():
        element.set(key, _NAMES_INSIDE.sub(f"url(#{name}-", value))
