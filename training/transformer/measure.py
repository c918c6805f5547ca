"""Scores, their intervals, and the calibration that makes logits probabilities."""

import numpy as np

CLASSES = 3
PRIOR = np.full(CLASSES, 1 / CLASSES)


def balanced(labels: np.ndarray, prior: np.ndarray = PRIOR) -> np.ndarray:
    """A weight for each text such that the classes come in the proportions of the prior; they add up to 1."""
    counts = np.bincount(labels, minlength=CLASSES)
    return (prior / np.maximum(counts, 1))[labels]


def macro_f1(labels: np.ndarray, guesses: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Unweighted mean of the classes' F1, times 100."""
    weights = np.ones(len(labels)) if weights is None else weights
    scores = []
    for c in range(CLASSES):
        hits = weights[(labels == c) & (guesses == c)].sum()
        scores.append(2 * hits / max(weights[labels == c].sum() + weights[guesses == c].sum(), 1e-12))
    return 100 * float(np.mean(scores))


def interval(labels, guesses, seed: int = 1, draws: int = 1000) -> tuple[float, float]:
    """95% percentile bootstrap over texts (Efron 1979)."""
    random = np.random.default_rng(seed)
    scores = [macro_f1(labels[i], guesses[i]) for i in random.integers(0, len(labels), (draws, len(labels)))]
    return float(np.percentile(scores, 2.5)), float(np.percentile(scores, 97.5))


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def calibration_error(sure: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None, bins: int = 15) -> float:
    """Expected calibration error of the likeliest class, bins of equal width (Guo et al. 2017)."""
    weights = np.ones(len(labels)) if weights is None else weights
    top, hit = sure.max(1), sure.argmax(1) == labels
    at = np.minimum((top * bins).astype(int), bins - 1)
    gaps = [abs((weights * (hit - top))[at == b].sum()) for b in range(bins)]
    return float(sum(gaps) / weights.sum())


def calibrate(logits: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> dict:
    """Temperature and biases of the least weighted log loss, by gradient descent; the biases add up to 0."""
    weights = weights / weights.sum()
    slope, biases = 1.0, np.zeros(CLASSES)
    truth = np.eye(CLASSES)[labels]
    for _ in range(4000):
        error = (softmax(slope * logits + biases) - truth) * weights[:, None]
        slope -= 0.05 * float((error * logits).sum())
        biases -= 0.2 * error.sum(0)
    return {"temperature": 1 / slope, "biases": (biases - biases.mean()).tolist()}


def confusion(labels, guesses) -> np.ndarray:
    """Rows: what people said; columns: what the reader said."""
    out = np.zeros((CLASSES, CLASSES), int)
    np.add.at(out, (labels, guesses), 1)
    return out
