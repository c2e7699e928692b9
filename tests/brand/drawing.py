"""Images and markup for the tests of brands."""

import io

from PIL import Image, ImageDraw

from domain.brand.rules import judge
from domain.brand.values import SEED, Kit, Piece, Report


def png(size=(300, 250), background="#1B4FDB", *shapes, kind="PNG", **options) -> bytes:
    """``shapes`` are pairs of a box (left, top, right, bottom; the last two not included) and its colour."""
    image = Image.new("RGBA" if len(background) == 9 else "RGB", size, background)
    draw = ImageDraw.Draw(image)
    for (left, top, right, bottom), colour in shapes:
        draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def held(kit: Kit = SEED, **piece) -> Report:
    return judge(kit, Piece(**piece), lambda: None)


def told(report: Report) -> set[str]:
    return {one.rule.value for one in report.findings}
