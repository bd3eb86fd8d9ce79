"""Why a pair scored as it did, and why a post stayed without one."""
