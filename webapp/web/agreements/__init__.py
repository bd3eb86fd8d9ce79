"""Agreements and batches: their forms and words, what their page shows, the paper to sign, their lists."""
