"""The form field for one file: says beforehand what it takes, and keeps what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.files.kept import SUFFIX, Kept, kept_from
from core.files.kinds import KINDS, Takes, kind_of, too_large_words
from core.files.uploads import NO_ROOM, TOO_LARGE
from core.files.wording import FULL
from core.service import Refused


class FileChooser(forms.FileInput):
    """A file just chosen, or the one that was chosen before the form came back."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> UploadedFile | Kept | None:
        """What was sent under this name."""
        chosen = super().value_from_datadict(data, files, name)
        return chosen or kept_from(str(data.get(f"{name}{SUFFIX}") or ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}{SUFFIX}" not in data


class UploadField(forms.FileField):
    """One file of the kinds and the size that `takes` says; its value goes to `store_upload`.

    Without help of its own the field says what it takes.
    """

    widget: type[forms.FileInput] = FileChooser

    def __init__(self, *, takes: Takes, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", takes.words)
        super().__init__(**kwargs)
        self.takes = takes
        endings = (e for kind in KINDS.values() if kind.name in takes.kinds for e in kind.endings)
        self.widget.attrs |= {
            "accept": ",".join(f".{ending}" for ending in endings),
            "data-most-bytes": str(takes.most_bytes),
            "data-too-large": too_large_words(takes),
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, once it is known to be one that is taken."""
        if data is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if isinstance(data, UploadedFile):
            self._look(data)
        return data

    def _look(self, upload: UploadedFile) -> None:
        fault = getattr(upload, "fault", "")
        if fault == NO_ROOM:
            raise ValidationError(FULL, code="no_room")
        if fault == TOO_LARGE:
            raise ValidationError(too_large_words(self.takes), code="too_large")
        file: Any = upload.file
        try:
            kind_of(file, name=upload.name or "", size=upload.size or 0, takes=self.takes)
        except Refused as problem:
            raise ValidationError(problem.sentence, code="not_taken") from problem


class ManyChooser(forms.FileInput):
    """Several files chosen in one go."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """What was sent under this name."""
        return files.getlist(name) if hasattr(files, "getlist") else list(files.get(name) or [])


@dataclass(frozen=True)
class Chosen:
    """Of several files those that are taken, and for each other one why it is not."""

    uploads: tuple[UploadedFile, ...]
    faults: tuple[str, ...] = ()


class UploadsField(UploadField):
    """Several files; one that is not taken holds up none of the others. Its value is `Chosen`."""

    widget = ManyChooser

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Chosen:
        """The files that are taken; refused only where there is none."""
        if not data:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return Chosen(())
        if len(data) > self.most:
            message = _("Choose at most %(most)s files at a time.") % {"most": self.most}
            raise ValidationError(message, code="most")
        good, faults = [], []
        for upload in data:
            try:
                self._look(upload)
            except ValidationError as fault:
                faults += [f"{upload.name}: {message}" for message in fault.messages]
            else:
                good.append(upload)
        if not good:
            raise ValidationError(faults)
        return Chosen(tuple(good), tuple(faults))
