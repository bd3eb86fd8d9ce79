"""Where the code tables lie that come with the platform."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "data" / "taxonomies"
