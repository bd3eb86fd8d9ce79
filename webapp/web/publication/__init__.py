"""The public notice and objections: their forms and words, the notice as a paper, their lists."""
