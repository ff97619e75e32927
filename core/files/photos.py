"""Photos: how many points they have, and a copy without place, camera and hidden data.

`measured` reads a header. `cleaned` decodes, which is where hostile pictures do harm, so it
runs in a process of its own with little memory and little time: `python -m core.files.photos`.
"""

from __future__ import annotations

import io
import re
import resource
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import pillow_heif
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 2_400  # points; a page of A4 in print
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
# Points that are decoded within 200 MB: a telephone's full photo of 24 million, a camera's of 60.
# JPEG can be read at half or quarter size, unless it was saved to appear bit by bit.
MOST_POINTS = {"jpeg": 60_000_000, "heic": 25_000_000, "png": 18_000_000, "webp": 8_000_000}
MOST_IN_STEPS = 40_000_000
# What a copy is: HEIC becomes JPEG, which everything can open.
BECOMES = {"jpeg": "jpeg", "heic": "jpeg", "png": "png", "webp": "webp"}
MEMORY = 900_000_000  # bytes of address space, libraries included
SECONDS = 40
HEAD = 1_000_000  # bytes in which a HEIC says how large its pictures are

_EXTENT = re.compile(rb"ispe\x00\x00\x00\x00(.{8})", re.DOTALL)


UNREADABLE = "We could not open this photo. Open it yourself, save it again and choose that."


class UnreadablePhotoError(Exception):
    """It cannot be opened as what it says it is."""


def measured(file: IO[bytes], kind: str) -> tuple[int, int]:
    """Width and height as the header says, without decoding anything."""
    file.seek(0)
    if kind == "heic":
        found = [struct.unpack("!LL", extent) for extent in _EXTENT.findall(file.read(HEAD))]
        if not found:
            raise UnreadablePhotoError
        return max(found, key=lambda extent: extent[0] * extent[1])
    try:
        # Said here, since the usual limit counts points for every kind alike.
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(file, formats=[FORMATS[kind]]) as photo:
            return photo.size
    except (OSError, ValueError, SyntaxError, struct.error) as problem:
        raise UnreadablePhotoError from problem


def blocker(file: IO[bytes], kind: str) -> str | None:
    """None, or why a photo cannot be taken."""
    try:
        width, height = measured(file, kind)
    except UnreadablePhotoError:
        return UNREADABLE
    if width * height > MOST_POINTS[kind]:
        return (
            f"This photo is {width:,} by {height:,} points, which is too large. "
            "Send it to yourself in a smaller size and choose that."
        )
    return None


def cleaned(source: Path, target: Path, kind: str) -> str:
    """Write a copy without hidden data, upright and of moderate size; the kind it has then.

    Raises `UnreadablePhotoError`. Runs apart, see the module.
    """
    words = [sys.executable, "-m", "core.files.photos", kind, str(source), str(target)]
    root = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(
            words, cwd=root, env={}, check=False, capture_output=True, timeout=SECONDS + 20
        )
    except subprocess.TimeoutExpired as problem:
        raise UnreadablePhotoError from problem
    if done.returncode != 0 or not target.stat().st_size:
        raise UnreadablePhotoError
    return BECOMES[kind]


def _clean(kind: str, source: str, target: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if kind == "heic":
        pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=[FORMATS[kind]]) as photo:
        most = MOST_IN_STEPS if photo.info.get("progressive") else MOST_POINTS[kind]
        if photo.width * photo.height > most:
            raise UnreadablePhotoError
        if kind == "jpeg":
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        profile = photo.info.get("icc_profile")
        photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(photo)
    plain = _in_usual_colours(upright, profile)
    # A new picture of the same points: nothing of what came with the old one is in it.
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    bare.save(target, FORMATS[BECOMES[kind]], **_quality(kind))


def _in_usual_colours(photo: Image.Image, profile: bytes | None) -> Image.Image:
    """The photo in sRGB, which is what is meant where nothing is said."""
    has_holes = photo.mode in {"RGBA", "LA", "PA"} or "transparency" in photo.info
    mode = "RGBA" if has_holes else "RGB"
    if profile and photo.mode in {"RGB", "RGBA"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            usual = ImageCms.createProfile("sRGB")
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            photo = ImageCms.profileToProfile(photo, own, usual, outputMode=photo.mode) or photo
    return photo.convert(mode)


def _quality(kind: str) -> dict[str, object]:
    if BECOMES[kind] == "jpeg":
        return {"quality": 85, "optimize": True}
    return {"quality": 85} if kind == "webp" else {"optimize": True}


if __name__ == "__main__":
    try:
        _clean(*sys.argv[1:4])
    except Exception:
        # Whatever breaks a decoder: the photo is not taken, and the reason is its own.
        sys.exit(1)
