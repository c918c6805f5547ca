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


DRAWN = 3  # of the same letter in a row mark a word as drawn out: Tokeniser.plain shortens it
MOST_DRAWN = 4  # letters of a word that are looked at


def is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def shorten_runs(text: str) -> str:
    """At most two of the same character in a row, of letters three; digits stay."""
    kept, run = [], 0
    for character in text:
        run = run + 1 if kept and kept[-1] == character else 1
        if run <= 2 or run <= DRAWN and is_letter(character) or "0" <= character <= "9":
            kept.append(character)
    return "".join(kept)


def once(word: str) -> tuple[str, list[int]]:
    """The word with every drawn-out letter once, and where these stand."""
    kept, runs, at = "", [], 0
    while at < len(word):
        drawn = is_letter(word[at]) and word[at : at + DRAWN] == word[at] * DRAWN
        if drawn:
            runs.append(len(kept))
        kept += word[at]
        at += DRAWN if drawn else 1
    return kept, runs


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

    def plain(self, word: str) -> str:
        """A letter that is drawn out is written once, or twice where the word is likelier so, the first one decided first."""
        word, runs = once(word)
        for i, at in enumerate(runs[:MOST_DRAWN]):
            twice = word[: at + 1] + word[at:]
            if self._cut(twice)[1] > self._cut(word)[1]:
                word, runs[i + 1 :] = twice, [later + 1 for later in runs[i + 1 :]]
        return word

    def _word(self, word: str) -> tuple[int, ...]:
        return self._cut(self.plain(word))[0]

    def _cut(self, word: str) -> tuple[tuple[int, ...], float]:
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
        return tuple(reversed(tokens)), best[-1]

    def encode(self, text: str, limit: int) -> list[int]:
        """With the marks of begin and end; of a longer text the first three quarters and the last quarter of the limit."""
        tokens = [t for word in normalise(text).split(" ") if word for t in self.word(SPACE + word)]
        return [self.begin] + cut(tokens, limit - 2) + [self.end]


def cut(tokens: list[int], limit: int) -> list[int]:
    if len(tokens) <= limit:
        return tokens
    tail = limit // 4
    return tokens[: limit - tail] + tokens[len(tokens) - tail :]
