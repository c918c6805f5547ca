"""From a comment to token numbers. The Go reader does the same steps in the same order: FORMAT.md lists them."""

import re
import unicodedata
from functools import lru_cache

SPACE = "\u2581"  # SentencePiece's mark for the beginning of a word
UNKNOWN_PENALTY = 10.0
ADDRESS = re.compile(r"(?i)(?:https?://|www\.|pic\.twitter\.com/|t\.co/)[^ ]*")
MENTION = re.compile(r"@[A-Za-z0-9_]+|\[[A-Z]+\]|<[a-z]+>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))


def invisible(character: str) -> bool:
    """Format characters, variation selectors and skin tones: they only multiply the spellings of one emoji."""
    return (
        "\ufe00" <= character <= "\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.category(character) == "Cf"
    )


def shorten_runs(text: str) -> str:
    """At most two of the same character in a row; digits stay."""
    kept = []
    for character in text:
        if len(kept) > 1 and kept[-1] == kept[-2] == character and not "0" <= character <= "9":
            continue
        kept.append(character)
    return "".join(kept)


def normalise(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    text = "".join(" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text if not invisible(c))
    text = ADDRESS.sub(" ", text)
    text = MENTION.sub(" ", text).replace("#", " ")
    return " ".join(shorten_runs(text.lower()).split())


class Tokeniser:
    """The likeliest split of each word into pieces (unigram language model, Viterbi)."""

    def __init__(self, pieces: list[str], scores, unknown: int, begin: int, end: int):
        self.numbers = {piece: i for i, piece in enumerate(pieces) if i not in (unknown, begin, end)}
        self.scores = [round(float(s), 4) for s in scores]  # as FORMAT.md has them
        self.unknown, self.begin, self.end = unknown, begin, end
        self.unknown_score = min(self.scores) - UNKNOWN_PENALTY
        self.longest = max(len(piece) for piece in pieces)
        self.word = lru_cache(maxsize=1 << 19)(self._word)

    def _word(self, word: str) -> tuple[int, ...]:
        best, split = [0.0] + [-1e30] * len(word), [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            for stop in range(start + 1, min(len(word), start + self.longest) + 1):
                number = self.numbers.get(word[start:stop])
                if number is None and stop > start + 1:
                    continue
                score = best[start] + (self.unknown_score if number is None else self.scores[number])
                if score > best[stop]:
                    best[stop], split[stop] = score, (start, self.unknown if number is None else number)
        tokens, at = [], len(word)
        while at > 0:
            at, number = split[at]
            tokens.append(number)
        return tuple(reversed(tokens))

    def encode(self, text: str, limit: int) -> list[int]:
        """With the marks of begin and end; of a longer text the first three quarters and the last quarter of the limit."""
        tokens = [t for word in normalise(text).split(" ") if word for t in self.word(SPACE + word)]
        return [self.begin] + cut(tokens, limit - 2) + [self.end]


def cut(tokens: list[int], limit: int) -> list[int]:
    if len(tokens) <= limit:
        return tokens
    tail = limit // 4
    return tokens[: limit - tail] + tokens[len(tokens) - tail :]
