"""The encoder of multilingual-e5-small (BERT layout: normalisation after each addition) in JAX, on packed rows.

A row holds several texts one after another; a token attends only to tokens of its own text. No padding is computed.
"""

import jax
import jax.numpy as jnp
import numpy as np

from unpack import Encoder

MATRICES = ("q", "k", "v", "ao", "fi", "fo")
EMOTIONS = 5
CLASSES = 3


def from_encoder(encoder: Encoder, kept: list[int], positions: int, seed: int) -> dict:
    """Parameters as matrices [out, in]; the type embedding, the same for every token, is added to the positions."""
    tensors, dim = encoder.tensors, encoder.tensors["emb.ln.w"].size
    random = np.random.default_rng(seed)
    layers = []
    for i in range(encoder.layers):
        layer = {}
        for name in MATRICES:
            bias = tensors[f"l{i}.{name}.b"]
            layer[name] = {"w": tensors[f"l{i}.{name}.w"].reshape(bias.size, -1), "b": bias}
        for name in ("aln", "oln"):
            layer[name] = {"w": tensors[f"l{i}.{name}.w"], "b": tensors[f"l{i}.{name}.b"]}
        layers.append(layer)
    head = random.normal(0, 0.02, (CLASSES + EMOTIONS, dim)).astype(np.float32)
    return {
        "word": tensors["emb.word"].reshape(-1, dim)[kept],
        "position": tensors["emb.pos"].reshape(-1, dim)[:positions] + tensors["emb.type"][:dim],
        "ln": {"w": tensors["emb.ln.w"], "b": tensors["emb.ln.b"]},
        "layers": layers,
        "head": {"w": head, "b": np.zeros(CLASSES + EMOTIONS, np.float32)},
    }


def normalise(x, p):
    mean = x.mean(-1, keepdims=True)
    x = x - mean
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-12) * p["w"] + p["b"]


def linear(x, p, activations=0):
    """With activations=8 the input is first rounded to 8 bits a token, as the collector's kernels do."""
    if activations:
        scale = jnp.maximum(jnp.abs(x).max(-1, keepdims=True), 1e-12) / (2 ** (activations - 1) - 1)
        x = jnp.round(x / scale) * scale
    return x @ p["w"].T + p["b"]


def drop(x, rate, key):
    if key is None:
        return x
    keep = jax.random.bits(key, x.shape, jnp.uint8) >= int(rate * 256)
    return jnp.where(keep, x / (1 - int(rate * 256) / 256), 0)


def attention(x, layer, mask, heads, activations):
    rows, length, dim = x.shape
    split = lambda name: linear(x, layer[name], activations).reshape(rows, length, heads, dim // heads)
    scores = jnp.einsum("rqhd,rkhd->rhqk", split("q"), split("k")) * (dim // heads) ** -0.5 + mask
    mixed = jnp.einsum("rhqk,rkhd->rqhd", jax.nn.softmax(scores, -1), split("v"))
    return linear(mixed.reshape(rows, length, dim), layer["ao"], activations)


def block(x, layer, mask, heads, rate, key, activations=0):
    keys = (None, None) if key is None else jax.random.split(key)
    x = normalise(x + drop(attention(x, layer, mask, heads, activations), rate, keys[0]), layer["aln"])
    inner = jax.nn.gelu(linear(x, layer["fi"], activations), approximate=False)
    return normalise(x + drop(linear(inner, layer["fo"], activations), rate, keys[1]), layer["oln"])


def embed(params, tokens, positions):
    return normalise(params["word"][tokens] + params["position"][positions], params["ln"])


def pool(x, texts, count):
    """Mean over the tokens of each text; texts numbers each token's text, count is the number of padding tokens."""
    total = jax.ops.segment_sum(x.reshape(-1, x.shape[-1]), texts.ravel(), count + 1)
    size = jax.ops.segment_sum(jnp.ones(texts.size), texts.ravel(), count + 1)
    return (total / jnp.maximum(size, 1)[:, None])[:count]


def forward(params, batch, count, heads=12, frozen=0, rate=0.0, key=None, activations=0):
    """Pooled vectors [count, dim] and logits [count, classes and emotions] of one packed batch."""
    mask = jnp.where(batch["texts"][:, None, :, None] == batch["texts"][:, None, None, :], 0.0, -1e9)
    x = embed(params, batch["tokens"], batch["positions"])
    for i, layer in enumerate(params["layers"]):
        if i < frozen:
            x = jax.lax.stop_gradient(block(x, layer, mask, heads, 0.0, None, activations))
        else:
            x = block(x, layer, mask, heads, rate, None if key is None else jax.random.fold_in(key, i), activations)
    pooled = pool(x, batch["texts"], count)
    return pooled, linear(pooled, params["head"])
