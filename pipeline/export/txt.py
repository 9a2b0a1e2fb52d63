"""Plain text, UTF-8: for mail, chat windows and the clipboard."""

from __future__ import annotations

from pipeline.export._issue import right_spaces, width
from pipeline.export._lines import EVIDENCE_TITLE, ending, evidence_rows, lines, wants_evidence
from pipeline.export.options import ExportOptions
from pipeline.types import DraftResult

suffix = ".txt"
label = "纯文本"

_INDENT = "\u3000\u3000"
_LINE = 28
"""Characters on a line (GB/T 9704—2012, 5.2.3); only the 落款 is placed by it."""


def export(result: DraftResult, options: ExportOptions) -> bytes:
    """Title, blank line, indented paragraphs, 落款 to the right; with evidence a list of the facts."""
    signer, date = ending(result.document)
    name_space, date_space = right_spaces(signer, date)
    out: list[str] = []
    for line in lines(result.document):
        match line.role:
            case "title":
                out += [line.text, ""]
            case "salutation":
                out.append(line.text)
            case "signer":
                out += ["", _to_the_right(signer, name_space)]
            case "date":
                out += [] if signer else [""]
                out.append(_to_the_right(date, date_space))
            case _:
                out.append(_INDENT + line.text)
    if wants_evidence(result, options.evidence):
        out += ["", EVIDENCE_TITLE, ""]
        out += ["\u3000".join(cell for cell in row if cell) for row in evidence_rows(result)]
    return ("\n".join(out).strip("\n") + "\n").encode()


def _to_the_right(text: str, space: float) -> str:
    return "\u3000" * max(round(_LINE - space - width(text)), 0) + text
