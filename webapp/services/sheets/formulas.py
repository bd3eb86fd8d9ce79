"""What a spreadsheet program takes for a formula: text that begins with certain signs, narrow or full-width."""

from typing import Final

SIGNS: Final = "=+-@\t\r\n＝＋－＠"  # programs with Chinese menus read the full-width ones alike


def may_run(text: str) -> bool:
    """Tell whether a program might take the text for a formula rather than for text."""
    return text[:1] != "" and text[0] in SIGNS
