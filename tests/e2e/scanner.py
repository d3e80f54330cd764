"""A camera: reads the QR code that is on the screen."""

import io

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator


def scanned(code: Locator) -> str:
    """What the picture says; raises ValueError unless it is one code."""
    picture = Image.open(io.BytesIO(code.screenshot())).convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    text: str = found.text
    return text
