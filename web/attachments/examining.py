"""Has a file examined by a process of its own, and says in words why one isn't taken."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple, cast

import msgspec

from aggregates.attaching import MediaType
from engine.bilingual import Text
from engine.processors import ALL
from engine.refusal import BadInput, StoreBusy
from workflows.attachment_rules import AttachmentRules

EXAMINER = Path(__file__).with_name("examiner.py")
PATIENCE = 30
"""Seconds to wait on a busy machine: the process itself may work for two."""
QUEUE = 10
"""Seconds to wait for others' files; then somebody is told to try again, so that uploads never take all threads."""
AT_ONCE = BoundedSemaphore(2)
"""How many files are examined at a time, so that uploads never take the machine."""

REFUSALS: Mapping[str, Text] = {
    "empty": Text("ไฟล์ว่างเปล่า", "the file is empty"),
    "wrong_kind": Text(
        "รับเฉพาะภาพ JPEG, PNG, WebP และเอกสาร PDF ดูจากเนื้อหาจริง ไม่ใช่นามสกุลไฟล์",
        "only JPEG, PNG and WebP pictures and PDF documents are taken, by what is in them and not by their name",
    ),
    "heic": Text(
        "ภาพนี้เป็น HEIC ให้ตั้งกล้องเป็น “เข้ากันได้มากที่สุด” หรือแปลงเป็น JPEG ก่อน",
        "this is a HEIC picture: set the camera to “most compatible”, or turn it into a JPEG first",
    ),
    "broken": Text("ไฟล์เสียหายหรือไม่ครบ เปิดไม่ได้", "the file is damaged or incomplete and can't be opened"),
    "encrypted": Text(
        "PDF นี้ใส่รหัสผ่านไว้ ให้บันทึกใหม่โดยไม่ใส่รหัส", "this PDF is protected by a password: save it without one"
    ),
    "active": Text(
        "PDF นี้มีสคริปต์ แบบฟอร์มที่ส่งข้อมูล หรือไฟล์แนบอยู่ข้างใน ให้พิมพ์เป็น PDF ใหม่",
        "this PDF holds scripts, actions or other files: print it to a new PDF",
    ),
    "too_much": Text("การเปิดไฟล์นี้ใช้เวลาหรือหน่วยความจำมากเกินไป", "opening this file takes too much time or memory"),
}


class Examined(NamedTuple):
    """A file that may be kept, and its preview, a WebP picture."""

    media_type: MediaType
    content: bytes
    preview: bytes


class FileNotTaken(BadInput):
    """The file isn't taken; ``code`` says why in a word."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__("file", text.th, text.en)
        self.code = code


def examined(content: bytes, rules: AttachmentRules) -> Examined:
    """What a file is, drawn anew if it is a picture. Raises FileNotTaken, StoreBusy."""
    if not content:
        raise _not_taken("empty", rules)
    if len(content) > rules.largest_kilobytes * 1024:
        raise _not_taken("too_large", rules)
    limits = {
        "megapixels": rules.largest_megapixels,
        "edge": rules.longest_edge,
        "preview": rules.preview_edge,
        "pages": rules.most_pages,
        "processors": sorted(ALL),
    }
    if not AT_ONCE.acquire(timeout=QUEUE):
        raise StoreBusy
    try:
        try:
            # Isolated: no settings of this environment, and nothing of ours within its reach.
            done = subprocess.run(
                [sys.executable, "-I", "-B", str(EXAMINER)],
                input=json.dumps(limits).encode() + b"\n" + content,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
                env={},
            )
        except subprocess.TimeoutExpired:
            raise _not_taken("too_much", rules) from None
    finally:
        AT_ONCE.release()
    if done.returncode != 0:
        raise _not_taken("too_much", rules)
    head, _, rest = done.stdout.partition(b"\n")
    said = msgspec.json.decode(head)
    if "refused" in said:
        raise _not_taken(said["refused"], rules)
    return Examined(cast("MediaType", said["media_type"]), rest[: said["size"]], rest[said["size"] :])


def _not_taken(code: str, rules: AttachmentRules) -> FileNotTaken:
    return FileNotTaken(code, LIMITED[code](rules) if code in LIMITED else REFUSALS[code])


def _large(rules: AttachmentRules) -> Text:
    megabytes = f"{rules.largest_kilobytes / 1024:g}"
    return Text(f"ไฟล์ใหญ่เกิน {megabytes} MB", f"the file is larger than {megabytes} MB")


def _pixels(rules: AttachmentRules) -> Text:
    most = rules.largest_megapixels
    return Text(f"ภาพมีเกิน {most} ล้านพิกเซล ให้ย่อก่อน", f"the picture has more than {most} megapixels: make it smaller")


def _pages(rules: AttachmentRules) -> Text:
    return Text(f"PDF มีเกิน {rules.most_pages} หน้า", f"the PDF has more than {rules.most_pages} pages")


LIMITED = {"too_large": _large, "too_many_pixels": _pixels, "too_many_pages": _pages}
