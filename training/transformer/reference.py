"""What the float model with the rounded weights answers on some texts: the collector's kernels are held to it."""

import json

import jax
import numpy as np

import model
import pack
from text import normalise

TEXTS = [
    "Pelayanan di kantor ini cepat, petugasnya sabar sekali.",
    "Sudah dua minggu jalan di depan rumah saya berlubang, tidak ada yang peduli!",
    "Loket tutup pukul berapa ya, kak?", "gw ga ngerti knp ribett bgt urus ginian 😤", "mantaapp 🔥🔥👍🏽 makasih min",
    "@dinas_contoh min, cek DM dong https://contoh.go.id/a?b=1", "Dalane saiki alus, matur nuwun nggih.", "Antrine suwe banget, aku kesel.",
    "Palayananna alus pisan, hatur nuhun.", "Caina teu ngalir ti kamari, kumaha ieu?", "Pelayanannyo rancak bana, tarimo kasih.", "Urang kantua tu indak paduli bagai.",
    "The staff were kind and quick.", "I have been waiting for three hours.", "#BanjirJakarta ketinggian air 80 cm", "😭😭😭", "ok", "",
    "\u202eabc\u200bdef \uff26\uff35\uff2c\uff2c 東京 &amp; &lt;3 12000000", "jalan " * 200,
]


def answers(params: dict, encoded: list[list[int]], rows: int = 8, most: int = 64, activations: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Pooled vectors and the three logits of tokenised texts, in their order."""
    run = jax.jit(lambda params, batch: model.forward(params, batch, most, activations=activations))
    pooled, logits = np.zeros((len(encoded), params["ln"]["b"].size), np.float32), np.zeros((len(encoded), model.CLASSES), np.float32)
    params = jax.device_put(params)
    for batch, members in pack.pack(encoded, rows, most):
        vectors, scores = run(params, batch)
        pooled[members], logits[members] = np.asarray(vectors)[: len(members)], np.asarray(scores)[: len(members), : model.CLASSES]
    return pooled, logits


def probabilities(logits: np.ndarray, calibration: dict) -> np.ndarray:
    scaled = logits / calibration["temperature"] + np.array(calibration["biases"])
    powers = np.exp(scaled - scaled.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def write_reference(path: str, params: dict, tokeniser, calibration: dict, limit: int):
    encoded = [tokeniser.encode(text, limit) for text in TEXTS]
    pooled, logits = answers(params, encoded)
    sure = probabilities(logits, calibration)
    rows = [
        {"text": t, "normalised": normalise(t), "tokens": e, "pooled": p.tolist(), "logits": l.tolist(), "probabilities": s.tolist()}
        for t, e, p, l, s in zip(TEXTS, encoded, pooled, logits, sure)
    ]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
