"""Reads the visible sheets of an .xlsx workbook."""

from __future__ import annotations

import io

import python_calamine

from web.imports.container import broken, inspect
from web.imports.sheets import Sheet, filled_rows


def read_xlsx(data: bytes, max_rows: int) -> list[Sheet]:
    """The visible sheets, formulas as their last values. Raises FileRefused for a broken or oversized file."""
    inspect(data)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible is python_calamine.SheetVisibleEnum.Visible
            and sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
        ]
        tables = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in visible}
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise broken() from error
    return [Sheet(name, filled_rows(rows, max_rows)) for name, rows in tables.items()]
