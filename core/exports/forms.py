"""What somebody says when they have a file made, stopped or removed."""

from django import forms

from core.exports.building import XLSX, ZIP
from core.fields import Radios
from core.forms import PortalForm


class ExportAddForm(PortalForm):
    """Which kind of file."""

    submit_text = "Make the file"

    form = forms.ChoiceField(
        label="What kind of file?",
        choices=[(XLSX, "Excel workbook"), (ZIP, "CSV files in a ZIP archive")],
        initial=XLSX,
        widget=Radios(
            hints={
                XLSX: "To read, sort and print. The last sheet says what each column means",
                ZIP: "For other programs. It holds a file that says what each column means",
            }
        ),
    )


class ExportStopForm(PortalForm):
    """Sure? The file is not made."""

    submit_text = "Stop making it"


class ExportRemoveForm(PortalForm):
    """Sure? The file goes at once."""

    submit_text = "Remove the file"
