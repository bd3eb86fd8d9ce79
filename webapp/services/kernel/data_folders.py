"""Where the data lies that comes with the platform."""

from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parents[3] / "data"
TAXONOMIES: Final = DATA / "taxonomies"
CALENDAR: Final = DATA / "calendar"
SAMPLE: Final = DATA / "sample"
