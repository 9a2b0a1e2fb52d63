"""What the first bytes of a file say it is, and what to do about it."""

from __future__ import annotations

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "请在 Word 或 WPS 中另存为 .docx，或者把文字复制到 .txt 文件里再交"
MAGIC = (
    (
        _OLE,
        "是旧版 .doc/.wps 文件，或者是加了密码的文件，读不了",
        "请去掉密码，在 Word 或 WPS 中另存为 .docx，或者把文字复制到 .txt 文件里再交",
    ),
    (b"%PDF", "是 PDF 文件，读不了", SAVE_AS),
    (b"{\\rtf", "是 RTF 文件，读不了", SAVE_AS),
    (b"\x89PNG", "是图片，读不了", "请把图片里的文字录入 .txt 或 .docx 再交"),
    (b"\xff\xd8\xff", "是图片，读不了", "请把图片里的文字录入 .txt 或 .docx 再交"),
    (
        ZIP,
        "是压缩包或 Word 文件，不是纯文本",
        "若是 Word 文件，请把文件名的结尾改成 .docx；若是压缩包，请先解压",
    ),
)
