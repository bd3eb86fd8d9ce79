"""Lists that come and go as spreadsheets: templates, files read under limits, rows checked, applied, taken back."""
