"""Files as people and others send them, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\nxref\n0 3\ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n100\n%%EOF\n"
)
TYPES = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def zipped(parts: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def office(
    kind: str = "docx", more: dict[str, bytes | str] | None = None, types: str = ""
) -> bytes:
    part, main = TYPES[kind]
    said = (
        f"<Types><Override PartName='/{part}' ContentType='application/{types or main}'/></Types>"
    )
    return zipped({"[Content_Types].xml": said, part: "<x>Words</x>", **(more or {})})


def odt(more: dict[str, bytes | str] | None = None) -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": "<x/>", **(more or {})})


def photo(kind: str = "jpeg", size: tuple[int, int] = (64, 48), **options) -> bytes:
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (0, 0, size[0] // 2, size[1] // 2))
    picture.save(
        out, {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}[kind], **options
    )
    return out.getvalue()


def photo_with_place(kind: str = "jpeg", turned: int = 6) -> bytes:
    """A photo that says where it was taken and by what, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Telephone maker"
    exif[0x0112] = turned
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 16.0, 30.0), 3: "E", 4: (1.0, 5.0, 0.0)})
    return photo(kind, exif=exif.tobytes())


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A picture of a few bytes that would fill gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))
        )

    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
