"""The unified social credit code (GB 32100-2015) and its check character."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def check_character(body: str) -> str:
    """Return the 18th character that belongs to the first 17 (GB 32100-2015, annex A)."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def check_credit_code(value: str) -> str:
    """Return the code in capitals, or raise ValueError with the code of what is wrong."""
    code = value.strip().upper()
    if len(code) != 18:
        raise ValueError("credit_code_length")
    if any(character not in ALPHABET for character in code):
        raise ValueError("credit_code_characters")
    if check_character(code[:17]) != code[17]:
        raise ValueError("credit_code_check")
    return code
