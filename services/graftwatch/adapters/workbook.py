"""Excel workbooks as cells of text, sheet by sheet; formulas by the value that was last computed.

Decides nothing about what the cells mean. Left out: older formats (.xls), which have to be saved anew.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

# CDC's list is under one megabyte; a workbook that unpacks without end must not.
LARGEST_WORKBOOK_BYTES: Final = 32 * 1024 * 1024
MOST_ROWS_A_SHEET: Final = 50_001


class WorkbookUnreadableError(Exception):
    """The file is no workbook that can be read; the message says why and what mends it."""


def sheets_of(path: Path) -> Mapping[str, list[list[str]]]:
    """Each sheet's rows.

    Raises:
        WorkbookUnreadableError: it is too large, or no .xlsx workbook.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - only an import asks, and it takes a while
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    if path.stat().st_size > LARGEST_WORKBOOK_BYTES:
        raise WorkbookUnreadableError(f"{path}: larger than {LARGEST_WORKBOOK_BYTES} bytes: this is no organism list")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            return {sheet.title: _rows(sheet.iter_rows(max_row=MOST_ROWS_A_SHEET, values_only=True)) for sheet in book}
        finally:
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as fault:
        raise WorkbookUnreadableError(
            f"{path}: no Excel workbook ({type(fault).__name__}); open it and save it as .xlsx"
        ) from None


def _rows(cells: Iterable[tuple[object, ...]]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in cells]
