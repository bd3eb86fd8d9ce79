"""Words that several concepts share: codes, criteria, answers, the record."""
