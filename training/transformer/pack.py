"""Packs texts of different lengths into rows of a fixed length, so that one compiled program serves and nothing is padding."""

import numpy as np

LENGTH = 128


def pack(encoded: list[list[int]], rows: int, most: int):
    """Batches in the order given: arrays for the model and the numbers of the texts. First fit over the open rows."""
    batch, used, members = [], [], []
    for number, tokens in enumerate(encoded):
        row = next((r for r, size in enumerate(used) if size + len(tokens) <= LENGTH), None)
        if row is None and len(used) < rows:
            row = len(used)
            used.append(0)
        if row is None or len(members) == most:
            yield arrays(batch, rows, most), members
            batch, used, members, row = [], [0], [], 0
        batch.append((row, used[row], tokens))
        members.append(number)
        used[row] += len(tokens)
    if members:
        yield arrays(batch, rows, most), members


def shuffled(encoded: list[list[int]], rows: int, most: int, random):
    """Batches for training: rows filled nearly to the brim (first fit, long texts first, within 2,000 texts), in random order."""
    full = []
    for start in range(0, len(encoded), 2000):
        open_rows = []
        for i in sorted(range(start, min(start + 2000, len(encoded))), key=lambda i: -len(encoded[i])):
            row = next((r for r in open_rows if r[0] + len(encoded[i]) <= LENGTH), None)
            if row is None:
                row = [0, []]
                open_rows.append(row)
            row[0] += len(encoded[i])
            row[1].append(i)
        full += [members for _, members in open_rows]
    random.shuffle(full)
    for start in range(0, len(full), rows):
        batch, numbers = [], []
        for row, members in enumerate(full[start : start + rows]):
            at = 0
            for i in members[: most // rows]:
                batch.append((row, at, encoded[i]))
                numbers.append(i)
                at += len(encoded[i])
        yield arrays(batch, rows, most), numbers


def arrays(batch, rows, most):
    out = {name: np.zeros((rows, LENGTH), np.int32) for name in ("tokens", "positions", "texts")}
    out["texts"][:] = most  # padding belongs to no text
    for text, (row, start, tokens) in enumerate(batch):
        place = (row, slice(start, start + len(tokens)))
        out["tokens"][place] = tokens
        out["positions"][place] = np.arange(len(tokens))
        out["texts"][place] = text
    return out
