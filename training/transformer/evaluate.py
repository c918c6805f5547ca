"""Calibrates a run on the validation splits and reports. python evaluate.py --data DIR --encoder FILE --run RUN > report.md"""

import argparse
import json
import os

import numpy as np

import measure
from data import CLASSES, read_tsv, validation
from export import rounded
from reference import answers, probabilities
from train import LONG, parameters, vocabulary

PROBE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "probe.tsv")
SHOWN = 20


def read(params, tokeniser, texts, activations=0):
    """Logits in the order of the texts; sorted by length on the way so that rows fill well."""
    encoded = [tokeniser.encode(text, LONG) for text in texts]
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
    _, sorted_logits = answers(params, [encoded[i] for i in order], activations=activations)
    logits = np.zeros_like(sorted_logits)
    logits[order] = sorted_logits
    return logits


def few(rows, most):
    """At most so many texts of each class, the first ones; 0 takes all."""
    seen = {label: 0 for label in CLASSES}
    out = []
    for text, label in rows:
        seen[label] += 1
        if most == 0 or seen[label] <= most:
            out.append((text, label))
    return out


def collect(args):
    """Logits, labels and set names of all validation texts and of the probe; remembered in the run's folder."""
    sets = validation(args.data) | {"probe": read_tsv(PROBE)}
    rows = [(name, text, CLASSES.index(label)) for name, rows in sets.items() for text, label in few(rows, args.per_class)]
    path = os.path.join(args.run, f"logits{args.activations}-{args.per_class}.npy")
    if not os.path.exists(path) or args.again:
        _, _, tokeniser = vocabulary(argparse.Namespace(data=args.data, encoder=args.encoder, out=args.run, vocabulary=0))
        params = rounded(parameters(args.run))
        np.save(path, read(params, tokeniser, [text for _, text, _ in rows], args.activations))
    return np.load(path), np.array([label for *_, label in rows]), np.array([name for name, *_ in rows]), [text for _, text, _ in rows]


def weights(labels, names):
    """Classes balanced within SmSA and within NusaX; both count the same, the probe doesn't."""
    out = np.zeros(len(labels))
    for part in (names == "smsa", (names != "smsa") & (names != "probe")):
        out[part] = measure.balanced(labels[part]) / 2
    return out


def cross_fitted_error(logits, labels, names, seed=1):
    """Calibration error measured on the half of the texts that the calibration was not fitted on."""
    half = np.random.default_rng(seed).random(len(labels)) < 0.5
    known = names != "probe"
    out = []
    for part in (half, ~half):
        fit = measure.calibrate(logits[part & known], labels[part & known], weights(labels, names)[part & known])
        rest = ~part & known
        out.append(measure.calibration_error(probabilities(logits[rest], fit), labels[rest], weights(labels, names)[rest]))
    return float(np.mean(out))


def report(logits, labels, names, texts, fit):
    sure = probabilities(logits, fit)
    guesses = sure.argmax(1)
    print("| set | n | macro-F1 | 95% interval | classes balanced | error of calibration |\n|---|---|---|---|---|---|")
    sets = list(dict.fromkeys(names))
    for name in sets:
        at = names == name
        low, high = measure.interval(labels[at], guesses[at])
        even = measure.macro_f1(labels[at], guesses[at], measure.balanced(labels[at]))
        error = measure.calibration_error(sure[at], labels[at])
        print(f"| {name} | {at.sum()} | {measure.macro_f1(labels[at], guesses[at]):.1f} | {low:.1f} to {high:.1f} | {even:.1f} | {error:.3f} |")
    of = [name for name in sets if name not in ("smsa", "probe")]
    for title, weighing in (("", lambda l: None), (", classes balanced", measure.balanced)):
        mean = np.mean([measure.macro_f1(labels[names == n], guesses[names == n], weighing(labels[names == n])) for n in of])
        print(f"\nNusaX, mean of {len(of)} languages{title}: {mean:.1f}")
    asif = measure.balanced(labels[names == "smsa"], np.array([0.416, 0.176, 0.408]))
    print(f"\nSmSA in the proportions of its test split: {measure.macro_f1(labels[names == 'smsa'], guesses[names == 'smsa'], asif):.1f}")
    print(f"\nExpected calibration error, classes balanced, fitted on one half and measured on the other: {cross_fitted_error(logits, labels, names):.3f}")
    for name in sets:
        print(f"\n{name} (rows: people; columns: reader; {', '.join(CLASSES)})\n\n```\n{measure.confusion(labels[names == name], guesses[names == name])}\n```")
    print("\nSurest errors\n\n| set | people | reader | text |\n|---|---|---|---|")
    wrong = [i for i in np.argsort(-sure.max(1)) if guesses[i] != labels[i]]
    for i in wrong[:: max(1, len(wrong) // (3 * SHOWN))][:SHOWN]:
        print(f"| {names[i]} | {CLASSES[labels[i]]} | {CLASSES[guesses[i]]} {sure[i].max():.2f} | {texts[i][:200].replace('|', '/')} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "encoder", "run"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--activations", type=int, default=0, help="8: inputs of the matrices rounded as the collector does")
    parser.add_argument("--per-class", type=int, default=0, help="read only so many texts of each class and set; 0: all")
    parser.add_argument("--again", action="store_true", help="don't use the logits remembered in the run's folder")
    args = parser.parse_args()
    logits, labels, names, texts = collect(args)
    path = os.path.join(args.run, "calibration.json")
    if args.activations == 0:
        known = names != "probe"
        fit = measure.calibrate(logits[known], labels[known], weights(labels, names)[known])
        with open(path, "w", encoding="utf-8") as file:
            json.dump(fit, file)
    with open(path, encoding="utf-8") as file:
        fit = json.load(file)
    print(fit)
    report(logits, labels, names, texts, fit)


if __name__ == "__main__":
    main()
