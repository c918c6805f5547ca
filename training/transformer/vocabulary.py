"""Chooses the tokens that stay: all that occur in the data, single characters, emoji, and the commonest Latin pieces."""

import csv
import glob
import os
import unicodedata

from text import SPACE, Tokeniser, normalise
from unpack import Encoder


def every_text(data: str):
    """All texts in the folders sentiment and extra, without their labels."""
    for path in sorted(glob.glob(os.path.join(data, "sentiment", "*.tsv"))):
        with open(path, encoding="utf-8") as file:
            yield from (line.split("\t")[0] for line in list(file)[1:])
    for path in sorted(glob.glob(os.path.join(data, "extra", "*.csv"))):
        column = {"emot": "tweet", "casa": "sentence", "hoasa": "review"}.get(os.path.basename(path).split("_")[0], "text")
        yield from (row[column] for row in read_csv(path) if column in row)


def read_csv(path: str) -> list[dict]:
    """Rows by column name; NusaWrites' sentence files have no header line."""
    with open(path, encoding="utf-8", newline="") as file:
        if "kalimat" in path:
            rows = list(csv.reader(file))
            start = 1 if rows[0][-1] == "label" or rows[0][0] == "id" else 0
            return [dict(zip(("id", "text", "label"), row)) for row in rows[start:] if len(row) == 3]
        return list(csv.DictReader(file))


def plain(piece: str) -> bool:
    letters = piece.removeprefix(SPACE)
    return letters != "" and all("a" <= c <= "z" for c in letters)


def single(piece: str) -> bool:
    """A character that Indonesian comments may hold: Latin letters, digits, signs, symbols and emoji."""
    letters = piece.removeprefix(SPACE)
    return len(letters) <= 1 and (letters < "\u0250" or unicodedata.category(letters)[0] in "PSN")


def choose(encoder: Encoder, data: str, size: int) -> list[int]:
    """Numbers of the kept pieces, ascending; pieces that no text can reach after lower-casing go first."""
    tokeniser = Tokeniser(encoder.pieces, encoder.scores, encoder.unknown, encoder.begin, encoder.end)
    kept = {0, 1, encoder.end, encoder.unknown}
    words = {word for text in every_text(data) for word in normalise(text).split(" ") if word}
    for word in words:
        kept.update(tokeniser.word(SPACE + word))
    reachable = [i for i, piece in enumerate(encoder.pieces) if normalise(piece.replace(SPACE, "")) == piece.replace(SPACE, "")]
    kept.update(i for i in reachable if single(encoder.pieces[i]))
    common = sorted((i for i in reachable if plain(encoder.pieces[i])), key=lambda i: -encoder.scores[i])
    for i in common:
        if len(kept) >= size:
            break
        kept.add(i)
    return sorted(kept)
