"""Words that several rooms share: names of codes, criteria, answers, the record of a thing."""
