"""python -m unittest: what can be checked without the data or a training run."""

import itertools
import json
import math
import os
import random
import struct
import tempfile
import unittest

import jax
import jax.numpy as jnp
import numpy as np

import average
import export
import measure
import model
import pack
import synthetic
import train
import turned
import unpack
from data import CLASSES, Example, read_tsv
from evaluate import PROBE
from text import SPACE, Tokeniser, cut, normalise

DIM, FFN, HEADS, WORDS = 8, 16, 2, 11


def tiny(seed=3):
    """A random network of two layers."""
    r = np.random.default_rng(seed)
    new = lambda *shape: r.normal(0, 0.5, shape).astype(np.float32)
    shapes = {"q": (DIM, DIM), "k": (DIM, DIM), "v": (DIM, DIM), "ao": (DIM, DIM), "fi": (FFN, DIM), "fo": (DIM, FFN)}
    norm = lambda: {"w": new(DIM), "b": new(DIM)}
    layer = lambda: {k: {"w": new(*s), "b": new(s[0])} for k, s in shapes.items()} | {"aln": norm(), "oln": norm()}
    head = {"w": new(model.CLASSES + model.EMOTIONS, DIM), "b": new(model.CLASSES + model.EMOTIONS)}
    return {"word": new(WORDS, DIM), "position": new(pack.LENGTH, DIM), "ln": norm(), "layers": [layer(), layer()], "head": head}


def by_hand(p, tokens):
    """One text, one token and one head after another, in float64 without JAX."""
    norm = lambda x, q: (x - x.mean()) / math.sqrt(x.var() + 1e-12) * q["w"] + q["b"]
    linear = lambda x, q: q["w"].astype(float) @ x + q["b"]
    gelu = lambda z: 0.5 * z * (1 + np.array([math.erf(v / math.sqrt(2)) for v in z]))
    x = [norm(p["word"][t].astype(float) + p["position"][i], p["ln"]) for i, t in enumerate(tokens)]
    for layer in p["layers"]:
        q, k, v = ([linear(t, layer[n]) for t in x] for n in "qkv")
        out = []
        for i in range(len(x)):
            mixed = np.zeros(DIM)
            for h in range(HEADS):
                part = slice(h * DIM // HEADS, (h + 1) * DIM // HEADS)
                powers = np.exp([q[i][part] @ k[j][part] / math.sqrt(DIM / HEADS) for j in range(len(x))])
                mixed[part] = sum(w / powers.sum() * v[j][part] for j, w in enumerate(powers))
            y = norm(x[i] + linear(mixed, layer["ao"]), layer["aln"])
            out.append(norm(y + linear(gelu(linear(y, layer["fi"])), layer["fo"]), layer["oln"]))
        x = out
    return linear(np.mean(x, 0), p["head"])


class Text(unittest.TestCase):
    def test_normalise(self):
        for given, want in (
            ("MANTAAAAPPP  min!!!!", "mantaaappp min!!"),
            ("@pemkot cek https://a.go.id/b?c=1 ya", "cek ya"),
            ("[USERNAME] #IndonesiaMaju 👍🏽\ufe0f", "indonesiamaju 👍"),
            ("Rp 1.000.000 &amp; 12000", "rp 1.000.000 & 12000"),
            ("\uff26\uff35\uff2c\uff2c\u200b\tok\u202e", "full ok"),
            ("", ""),
        ):
            self.assertEqual(normalise(given), want)

    def test_normalise_twice_is_once(self):
        r = random.Random(5)
        for _ in range(300):
            text = "".join(r.choice("aab! #.,1é🔥\u200b\n") for _ in range(r.randrange(30)))
            self.assertEqual(normalise(normalise(text)), normalise(text))

    def test_likeliest_cut_of_all(self):
        pieces = ["<s>", "<pad>", "</s>", "<unk>", SPACE, "a", "b", "ab", SPACE + "a", "bab", "ba"]
        scores = [0, 0, 0, 0, -3, -2, -2.5, -3.1, -2.2, -4.4, -3.9]
        tokeniser = Tokeniser(pieces, scores, 3, 0, 2)
        for letters in itertools.product("abx", repeat=5):
            word = SPACE + "".join(letters)
            self.assertAlmostEqual(self.worth(tokeniser, tokeniser._cut(word)[0]), self.best(tokeniser, word))

    def test_drawn_out_letters(self):
        pieces = ["<s>", "<pad>", "</s>", "<unk>", SPACE, "a", "b", "s", SPACE + "bas", SPACE + "baas", SPACE + "ba", "ss"]
        tokeniser = Tokeniser(pieces, [0, 0, 0, 0, -3, -2, -2, -2, -4, -9, -5, -1], 3, 0, 2)
        for given, want in (("baaas", "bas"), ("baas", "baas"), ("bbaass", "bbaass"), ("baaasss", "bas"), ("bsss", "bss"), ("111", "111"), ("éééb", "éb")):
            self.assertEqual(tokeniser.plain(SPACE + normalise(given)), SPACE + want)
        tokeniser.scores[pieces.index(SPACE + "baas")] = -3.5
        self.assertEqual(tokeniser.plain(SPACE + "baaas"), SPACE + "baas")

    def worth(self, tokeniser, tokens):
        return sum(tokeniser.unknown_score if t == tokeniser.unknown else tokeniser.scores[t] for t in tokens)

    def best(self, tokeniser, word):
        if not word:
            return 0.0
        first = [tokeniser.unknown_score + self.best(tokeniser, word[1:])] if word[0] not in tokeniser.numbers else []
        known = range(1, len(word) + 1)
        return max(first + [tokeniser.scores[tokeniser.numbers[word[:n]]] + self.best(tokeniser, word[n:]) for n in known if word[:n] in tokeniser.numbers])

    def test_long_texts_keep_both_ends(self):
        self.assertEqual(cut(list(range(200)), 126), list(range(95)) + list(range(169, 200)))
        self.assertEqual(cut([1, 2, 3], 126), [1, 2, 3])


class Network(unittest.TestCase):
    def test_blocks_of_four_bits(self):
        raw = struct.pack("<e", 0.5) + bytes([0x08] * 15 + [0xF0])
        want = [0.0] * 15 + [-4.0] + [-4.0] * 15 + [3.5]
        self.assertEqual(unpack.dequantise(raw, 32).tolist(), want)

    def test_forward_as_by_hand_however_packed(self):
        params, texts = tiny(), [[0, 5, 6, 2], [0, 2], [0, 9, 9, 4, 10, 2], [0, 7, 2]]
        want = np.array([by_hand(params, tokens) for tokens in texts])
        for rows, most in ((1, 4), (4, 9), (2, 2)):
            got = np.zeros_like(want)
            for batch, members in pack.pack(texts, rows, most):
                got[members] = np.asarray(model.forward(params, batch, most, heads=HEADS)[1])[: len(members)]
            np.testing.assert_allclose(got, want, atol=2e-4)

    def test_every_text_is_packed_once(self):
        r = random.Random(1)
        texts = [[7] * r.choice([2, 9, 30, 48]) for _ in range(700)]
        seen = []
        for batch, members in pack.shuffled(texts, 4, 400, r):
            seen += members
            for i, number in enumerate(members):
                self.assertEqual((batch["texts"] == i).sum(), len(texts[number]))
        self.assertEqual(sorted(seen), list(range(700)))

    def test_sets_without_neutral_say_nothing_of_neutral(self):
        batch = train.targets([Example("teks", polarity=1.0, polarity_weight=1.0)])
        logits = jnp.zeros((train.MOST, model.CLASSES + model.EMOTIONS)).at[0].set(0.3)
        slope = np.asarray(jax.grad(lambda z: train.cost(z, batch).sum())(logits))
        self.assertEqual(slope[0, 1], 0)
        self.assertLess(slope[0, 0], 0)
        self.assertGreater(slope[0, 2], 0)


class File(unittest.TestCase):
    def test_rounding_errs_by_half_a_step(self):
        matrix = tiny()["word"]
        values, scales = export.quantise(matrix)
        self.assertEqual(np.abs(values).max(), 127)
        self.assertTrue((np.abs(values * scales[:, None] - matrix) <= scales[:, None] * 0.5001).all())

    def test_file_read_as_the_format_says(self):
        params = tiny()
        tokeniser = Tokeniser(["<s>", "<pad>", "</s>", "<unk>"] + [f"{SPACE}{c}" for c in "abcdefg"], [0] * 4 + [-1.5] * 7, 3, 0, 2)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.bin")
            export.write(path, params, tokeniser, list(tokeniser.numbers), export.NEUTRAL_CALIBRATION, 64)
            with open(path, "rb") as file:
                raw = file.read()
        self.assertEqual(raw[:6], b"PNTA1\n")
        start = 10 + struct.unpack("<I", raw[6:10])[0]
        self.assertEqual(start % 64, 0)
        header = json.loads(raw[10:start])
        rounded = export.rounded(params)
        for entry in header["tensors"]:
            self.assertEqual(entry["offset"] % 64, 0)
            count = int(np.prod(entry["shape"]))
            values = np.frombuffer(raw, "i1" if entry["type"] == "i8" else "<f4", count, start + entry["offset"]).reshape(entry["shape"])
            if entry["type"] == "i8":
                values = values * np.frombuffer(raw, "<f4", entry["shape"][0], start + entry["scales_offset"])[:, None]
            np.testing.assert_allclose(values, self.named(rounded, entry["name"]), rtol=1e-6)

    def named(self, params, name):
        parts = name.split(".")
        if parts[0] in ("word", "position"):
            return params[parts[0]]
        if parts[0] == "head":
            return params["head"][parts[1]][: len(CLASSES)]
        return params["ln"][parts[1]] if parts[0] == "ln" else params["layers"][int(parts[0])][parts[1]][parts[2]]


class Measures(unittest.TestCase):
    def test_f1(self):
        self.assertAlmostEqual(measure.macro_f1(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])), 100 * 7 / 9)

    def test_balanced_classes_weigh_the_same(self):
        labels = np.array([0, 0, 0, 1, 2, 2])
        for c in range(3):
            self.assertAlmostEqual(measure.balanced(labels)[labels == c].sum(), 1 / 3)

    def test_error_of_calibration(self):
        sure = np.array([[0.9, 0.1, 0.0]] * 4)
        self.assertAlmostEqual(measure.calibration_error(sure, np.array([0, 0, 1, 1])), 0.4)

    def test_calibration_finds_what_was_hidden(self):
        r = np.random.default_rng(0)
        labels = r.integers(0, 3, 4000)
        logits = 2 * np.eye(3)[labels] + r.normal(size=(4000, 3))  # their posterior is softmax(2 logits)
        fit = measure.calibrate(logits, labels, np.ones(4000))
        self.assertAlmostEqual(fit["temperature"], 0.5, delta=0.04)
        self.assertLess(np.abs(fit["biases"]).max(), 0.12)


class Mean(unittest.TestCase):
    def test_each_weight_is_the_mean_of_the_runs(self):
        runs = [tiny(seed) for seed in (3, 4, 5)]
        got = average.mean(runs)
        np.testing.assert_allclose(got["layers"][1]["fi"]["w"], sum(r["layers"][1]["fi"]["w"] for r in runs) / 3, rtol=1e-6)
        self.assertEqual(got["head"]["b"].dtype, np.float32)


class Lines(unittest.TestCase):
    def test_every_template_can_be_filled(self):
        r = random.Random(2)
        for module, shapes in ((synthetic, synthetic.TEMPLATES), (turned, turned.SHAPES)):
            for label, templates in shapes.items():
                self.assertTrue(all(t.strip() for t in templates))
                for _ in range(2000):
                    self.assertNotRegex(module.line(r, label), "[{}\n]")

    def test_no_shape_of_turned_lines_gives_its_label_away(self):
        """The first word of nearly every shape of praise opens a complaint too."""
        opening = lambda label: {t.split()[0] for t in turned.SHAPES[label]}
        shared = opening("positive") & opening("negative")
        self.assertGreaterEqual(len(shared), 0.6 * len(opening("positive")))

    def test_probe_is_no_training_line(self):
        made = {t for templates in synthetic.TEMPLATES.values() for t in templates}
        rows = read_tsv(PROBE)
        self.assertGreaterEqual(sum(label == "neutral" for _, label in rows), len(rows) // 2)
        self.assertFalse({text for text, _ in rows} & made)
        self.assertLessEqual({label for _, label in rows}, set(CLASSES))


if __name__ == "__main__":
    unittest.main()
