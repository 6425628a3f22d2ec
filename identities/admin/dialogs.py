"""Buttons of a row's page and their dialogs: a GET shows a form, only the POST does something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from unfold.dataclasses import ActionDialog
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

UPLOAD_MAXIMUM = 32 * 1024 * 1024
Method = TypeVar("Method", bound=Callable[..., Any])
PRIMARY, DANGER = ActionVariant.PRIMARY, ActionVariant.DANGER


class ReasonForm(BaseDialogForm):
    """Asks why; the reason is kept."""

    reason = forms.CharField(
        max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "required": True})
    )


class FileForm(BaseDialogForm):
    """Takes a text file in UTF-8; the text is ``cleaned_data["file"]``."""

    file = forms.FileField(
        widget=UnfoldAdminFileFieldWidget, help_text="Text or CSV in UTF-8, one entry a line."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, files=kwargs["request"].FILES or None, **kwargs)

    def clean_file(self) -> str:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > UPLOAD_MAXIMUM:
            raise forms.ValidationError("The file is larger than 32 MiB.")
        content: bytes = upload.read()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is no text in UTF-8.") from None
        if "\0" in text:
            raise forms.ValidationError("The file is no text: it holds a NUL byte.")
        return text


def button(  # noqa: PLR0913 - named at each call
    label: str,
    permission: str,
    title: str,
    text: str = "",
    *,
    form: type[BaseDialogForm] = BaseDialogForm,
    variant: ActionVariant = ActionVariant.DEFAULT,
    url_path: str | None = None,
) -> Callable[[Method], Method]:
    """Make a method a button with a dialog; ``has_<permission>_permission`` decides who has it."""
    decorate: Callable[[Method], Method] = action(
        description=label,
        permissions=[permission],
        variant=variant,
        url_path=url_path,
        dialog=ActionDialog(title=title, description=text, form_class=form, form_submit_text=label),
    )
    return decorate


def link(label: str, permission: str, url_path: str) -> Callable[[Method], Method]:
    """Make a method a link that only reads: it has no dialog, and a GET runs it."""
    decorate: Callable[[Method], Method] = action(
        description=label, permissions=[permission], url_path=url_path
    )
    return decorate


def shown(
    title: str,
    *,
    ordering: str | None = None,
    labels: Mapping[str, str] | None = None,
    boolean: bool | None = None,
) -> Callable[[Method], Method]:
    """Make a method a column or a read-only field; *labels* colors its values."""
    decorate: Callable[[Method], Method] = display(
        description=title, ordering=ordering, label=labels, boolean=boolean
    )
    return decorate
