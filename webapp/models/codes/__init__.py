"""Code tables and what their administration keeps."""
