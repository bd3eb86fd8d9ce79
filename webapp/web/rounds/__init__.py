"""Rounds until they are frozen: their forms and words, the steps between phases, what their pages show, their lists."""
