"""The version that is running, as snapshots and the footer name it."""

VERSION = "0.1.0"
