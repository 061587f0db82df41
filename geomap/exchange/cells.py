"""Tables as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV; a cell that a spreadsheet would run as a formula is made a text.

    It gets an apostrophe in front, and so does a text that begins with apostrophes and such a sign,
    so that `plain_cell` gives back what there was.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [{key: _cell(value) for key, value in row.items()} for row in rows]
    # the csv module leaves a lone carriage return bare, and reads it as the end of a row
    returns = any(isinstance(each, str) and "\r" in each for row in cells for each in row.values())
    out = StringIO()
    writer = csv.DictWriter(
        out, columns, lineterminator="\n", quoting=csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    )
    writer.writeheader()
    writer.writerows(cells)
    return out.getvalue().rstrip("\n")


def plain_cell(text: str) -> str:
    """Text of a cell as it was before `as_csv` made it safe.

    Examples
    --------
    >>> plain_cell("'=1+1"), plain_cell("it's"), plain_cell("''=1")
    ('=1+1', "it's", "'=1")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
