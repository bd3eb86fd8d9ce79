"""Code tables as a whole: loaded, packed, kept in versions."""
