"""Lists that come in and go out: read, checked, applied, taken back."""
