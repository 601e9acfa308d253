"""Pictures inside documents: looked at and cleaned as if they came alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from knowshow.remedy.rules.metadata import chunks, jpeg, kinds, pictures
from knowshow.remedy.rules.metadata.findings import Finding
from knowshow.remedy.rules.metadata.kinds import Kind

Look = Callable[[bytes], list[Finding]]
Clean = Callable[[bytes], bytes]

#: How each kind of picture is looked at and cleaned.
PICTURES: Final[dict[Kind, tuple[Look, Clean]]] = {
    kinds.JPEG: (jpeg.look, jpeg.cleaned),
    kinds.PNG: (chunks.look_png, chunks.cleaned_png),
    kinds.GIF: (chunks.look_gif, chunks.cleaned_gif),
    kinds.WEBP: (chunks.look_webp, chunks.cleaned_webp),
    kinds.TIFF: (pictures.look_tiff, pictures.cleaned_tiff),
    kinds.BMP: (pictures.look_bmp, pictures.cleaned_bmp),
}
