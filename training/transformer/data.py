"""Reads the sets and mixes them into one stream of examples for the model's heads."""

import glob
import os
import random
import re
from dataclasses import dataclass

import synthetic
import turned
from augment import noisy
from vocabulary import read_csv

CLASSES = ("positive", "neutral", "negative")
EMOTIONS = ("anger", "happy", "sadness", "fear", "love")
GLAD = ("happy", "love")
NEAR_TEST = ("jav", "sun", "min", "mad", "btk", "bew")  # of NusaWrites: those that NusaX scores or offices meet
SMOOTHING = 0.06


@dataclass
class Example:
    """sentiment: probabilities of the classes. polarity: positive 1, negative 0, with no say on what is neutral. -1: none."""

    text: str
    sentiment: tuple = (0.0, 0.0, 0.0)
    weight: float = 0.0
    polarity: float = -1.0
    polarity_weight: float = 0.0
    emotion: int = -1


def labelled(text: str, label: str, weight: float = 1.0) -> Example:
    target = [SMOOTHING / 3] * 3
    target[CLASSES.index(label)] += 1 - SMOOTHING
    return Example(text, tuple(target), weight)


def read_tsv(path: str) -> list[tuple[str, str]]:
    with open(path, encoding="utf-8") as file:
        return [tuple(row.rstrip("\n").split("\t")) for row in list(file)[1:]]


def languages(data: str) -> list[str]:
    names = (os.path.basename(p) for p in sorted(glob.glob(os.path.join(data, "sentiment", "nusax_*_train.tsv"))))
    return [name.removeprefix("nusax_").removesuffix("_train.tsv") for name in names]


class Mixture:
    """Epochs of all sets; long sets are taken in turns so that each epoch costs about the same."""

    def __init__(self, data: str, seed: int):
        self.random, self.data = random.Random(seed), data
        self.smsa = {label: [] for label in CLASSES}
        for text, label in read_tsv(os.path.join(data, "sentiment", "smsa_train.tsv")):
            self.smsa[label].append(text)
        for texts in self.smsa.values():
            self.random.shuffle(texts)
        self.nusax = {name: read_tsv(os.path.join(data, "sentiment", f"nusax_{name}_train.tsv")) for name in languages(data)}
        self.extra = {name: read_csv(os.path.join(data, "extra", f"nusa_kalimat-senti-{name}-train.csv")) for name in NEAR_TEST}
        self.emotions = [r for r in read_csv(os.path.join(data, "extra", "emot_train.csv")) if r["label"] in EMOTIONS and r["tweet"]]
        self.random.shuffle(self.emotions)
        self.told = self.first_sentences()

    def epoch(self, number: int) -> list[Example]:
        out = self.reviews(number) + self.parallel() + self.regional(number) + self.tweets(number) + self.written() + self.aspects(number)
        self.random.shuffle(out)
        return out

    def reviews(self, number: int) -> list[Example]:
        """SmSA: all neutral texts each time, the others in turns, in the proportions of a balanced test."""
        take = {"positive": 3000, "neutral": len(self.smsa["neutral"]), "negative": 2600}
        out = []
        for label, texts in self.smsa.items():
            start = number * take[label]
            for i in range(take[label]):
                text = texts[(start + i) % len(texts)]
                spoilt = noisy(self.random, text) if self.random.random() < 0.3 else text
                out.append(labelled(spoilt, label, 1.4 if label == "neutral" else 1.0))
        return out

    def parallel(self) -> list[Example]:
        out = []
        for name, rows in self.nusax.items():
            for text, label in rows:
                spoilt = name in ("indonesian", "english", "javanese", "sundanese") and self.random.random() < 0.3
                out.append(labelled(noisy(self.random, text) if spoilt else text, label, 1.3 if label == "neutral" else 1.0))
        return out

    def regional(self, number: int) -> list[Example]:
        """NusaWrites' sentences, each in one of its languages an epoch; they know no neutral."""
        out = []
        for i in range(3400):
            rows = self.extra[NEAR_TEST[(i + number) % len(NEAR_TEST)]]
            if i < len(rows) and (i // len(NEAR_TEST) + number) % 2 == 0:
                out.append(Example(rows[i]["text"], polarity=float(rows[i]["label"] == "positive"), polarity_weight=0.7))
        return out

    def tweets(self, number: int) -> list[Example]:
        quarter = len(self.emotions) // 4
        rows = self.emotions[number % 4 * quarter :][:quarter]
        return [
            Example(r["tweet"], polarity=float(r["label"] in GLAD), polarity_weight=0.25, emotion=EMOTIONS.index(r["label"]))
            for r in rows
        ]

    def aspects(self, number: int) -> list[Example]:
        """Opinions on hotels and cars whose aspects all agree."""
        out = []
        for name, column in (("hoasa", "review"), ("casa", "sentence")):
            for row in read_csv(os.path.join(self.data, "extra", f"{name}_train.csv")):
                marks = {str(v)[:3] for k, v in row.items() if k != column} - {"neu"}
                if marks in ({"pos"}, {"neg"}):
                    out.append(Example(row[column], polarity=float(marks == {"pos"}), polarity_weight=0.5))
        return self.random.sample(out, 400)

    def written(self) -> list[Example]:
        """Our own lines, and first sentences of NusaWrites' informing paragraphs as mostly neutral."""
        out = []
        for label, usual, turning in (("neutral", 900, 250), ("negative", 250, 450), ("positive", 250, 450)):
            out += [labelled(self.spoil(synthetic.line(self.random, label)), label) for _ in range(usual)]
            out += [labelled(self.spoil(turned.line(self.random, label)), label, 0.8) for _ in range(turning)]
        return out + [Example(t, (0.15, 0.7, 0.15), 0.4) for t in self.random.sample(self.told, 300)]

    def spoil(self, text: str) -> str:
        return noisy(self.random, text) if self.random.random() < 0.4 else text.capitalize()

    def first_sentences(self) -> list[str]:
        out = []
        for name in ("bew", "jav", "sun", "min"):
            for row in read_csv(os.path.join(self.data, "extra", f"nusa_alinea-topic-{name}-train.csv")):
                sentence = re.split(r"(?<=[.!?])\s", row["text"].strip())[0]
                if 30 < len(sentence) < 160:
                    out.append(sentence)
        return out


def validation(data: str) -> dict[str, list[tuple[str, str]]]:
    sets = {"smsa": read_tsv(os.path.join(data, "sentiment", "smsa_valid.tsv"))}
    for name in languages(data):
        sets[name] = read_tsv(os.path.join(data, "sentiment", f"nusax_{name}_valid.tsv"))
    return sets
