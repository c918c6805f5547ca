"""Writes model.bin, which the collector reads: FORMAT.md says how it is laid out. Matrices become 8 bits a row."""

import argparse
import hashlib
import json
import os
import struct

import numpy as np

from data import CLASSES
from model import MATRICES

MAGIC = b"PNTA1\n"
ALIGNMENT = 64  # bytes; a kernel may load whole registers from the beginning of each tensor
NEUTRAL_CALIBRATION = {"temperature": 1.0, "biases": [0.0, 0.0, 0.0]}


def quantise(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of integers from -127 to 127 and one scale a row: weight = integer * scale."""
    scales = np.maximum(np.abs(matrix).max(1), 1e-12).astype(np.float32) / 127
    return np.clip(np.rint(matrix / scales[:, None]), -127, 127).astype(np.int8), scales


def rounded(params: dict) -> dict:
    """The parameters as the reader sees them after export, in float32."""
    whole = lambda m: (lambda q, s: (q * s[:, None]).astype(np.float32))(*quantise(m))
    layers = [{k: {"w": whole(v["w"]), "b": v["b"]} if k in MATRICES else v for k, v in layer.items()} for layer in params["layers"]]
    return {**params, "word": whole(params["word"]), "layers": layers}


class Writer:
    """Collects tensors one after another, each at a multiple of the alignment."""

    def __init__(self):
        self.entries, self.chunks, self.size = [], [], 0

    def put(self, raw: bytes) -> int:
        pad = -self.size % ALIGNMENT
        self.chunks += [bytes(pad), raw]
        offset = self.size + pad
        self.size = offset + len(raw)
        return offset

    def floats(self, name: str, values: np.ndarray):
        offset = self.put(np.ascontiguousarray(values, "<f4").tobytes())
        self.entries.append({"name": name, "shape": list(values.shape), "type": "f32", "offset": offset})

    def integers(self, name: str, matrix: np.ndarray):
        values, scales = quantise(matrix)
        entry = {"name": name, "shape": list(matrix.shape), "type": "i8", "offset": self.put(values.tobytes())}
        self.entries.append(entry | {"scales_offset": self.put(scales.astype("<f4").tobytes())})


def write(path: str, params: dict, tokeniser, pieces: list[str], calibration: dict, limit: int):
    writer = Writer()
    writer.integers("word", params["word"])
    writer.floats("position", params["position"])
    for part in ("w", "b"):
        writer.floats(f"ln.{part}", params["ln"][part])
    for i, layer in enumerate(params["layers"]):
        for name, tensor in layer.items():
            (writer.integers if name in MATRICES else writer.floats)(f"{i}.{name}.w", tensor["w"])
            writer.floats(f"{i}.{name}.b", tensor["b"])
    writer.floats("head.w", params["head"]["w"][: len(CLASSES)])
    writer.floats("head.b", params["head"]["b"][: len(CLASSES)])
    header = {
        "layers": len(params["layers"]), "dim": params["word"].shape[1], "heads": 12, "ffn": params["layers"][0]["fi"]["b"].size,
        "epsilon": 1e-12, "max_tokens": limit, "classes": list(CLASSES), "pooling": "mean", "prefix": [],
        "begin": tokeniser.begin, "end": tokeniser.end, "unknown": tokeniser.unknown, "unknown_score": tokeniser.unknown_score,
        "vocabulary": [[piece, score] for piece, score in zip(pieces, tokeniser.scores)],
        "tensors": writer.entries, "calibration": calibration,
    }
    encoded = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    start = len(MAGIC) + 4 + len(encoded)
    encoded += b" " * (-start % ALIGNMENT)  # so that offsets in the file are aligned too
    with open(path + ".new", "wb") as file:
        file.write(MAGIC + struct.pack("<I", len(encoded)) + encoded + b"".join(writer.chunks))
    os.replace(path + ".new", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "encoder", "run", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--calibration", help="JSON of evaluate.py; without it none is applied")
    args = parser.parse_args()
    from reference import write_reference  # JAX is slow to load
    from train import LONG, parameters, vocabulary

    encoder, kept, tokeniser = vocabulary(argparse.Namespace(data=args.data, encoder=args.encoder, out=args.run, vocabulary=0))
    params = parameters(args.run)
    calibration = NEUTRAL_CALIBRATION
    if args.calibration:
        with open(args.calibration, encoding="utf-8") as file:
            calibration = json.load(file)
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "model.bin")
    write(path, params, tokeniser, [encoder.pieces[i] for i in kept], calibration, LONG)
    write_reference(os.path.join(args.out, "reference.json"), rounded(params), tokeniser, calibration, LONG)
    with open(path, "rb") as file:
        content = file.read()
    print(f"{len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
