"""Takes the mean of several runs' weights. python average.py --out RUN RUN1 RUN2 RUN3

Runs that begin with the same weights and read the same mixture in other orders end near each other, and their mean
reads at least as well as any of them (Wortsman et al. 2022, "model soups").
"""

import argparse
import os
import shutil

import jax
import numpy as np

from train import parameters, store


def mean(runs: list) -> dict:
    """The mean of each weight; all must have the same shapes."""
    return jax.tree.map(lambda *leaves: np.mean(leaves, axis=0, dtype=np.float64).astype(np.float32), *runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("runs", nargs="+")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    kept = {open(os.path.join(run, "vocabulary.pickle"), "rb").read() for run in args.runs}
    if len(kept) > 1:
        raise SystemExit("the runs keep different tokens; train them with the same --vocabulary and data")
    shutil.copy(os.path.join(args.runs[0], "vocabulary.pickle"), args.out)
    store(os.path.join(args.out, "parameters.pickle"), mean([parameters(run) for run in args.runs]))


if __name__ == "__main__":
    main()
