"""Lists that come and go as spreadsheets: heads and hints in words, the report of a check, lists of posts."""
