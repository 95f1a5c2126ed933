"""A taught network as the model that ships: heads as matrices, the encoder as int8 ONNX."""

import re
from collections.abc import Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from tasks.events.model import Model
from tasks.events.windows import Pieces, framed
from training.net import Coder

Names = tuple[Sequence[str], Sequence[str], Sequence[str]]
HEADS = ("types", "whole", "mention", "event", "product", "given", "roles", "earlier", "later", "likeness", "apart",
         "same", "modes", "status")  # fmt: skip

EVENED = re.compile(r"layer\.\d+\.(attention\.self\.(query|key|value)|intermediate\.dense|output\.dense)")
"""Layers whose inputs are evened; those of the sums of attention are even."""
EVENNESS = 0.75
"""Share of the inputs' scale that goes to the weights. Relative error of the vectors: .137 without, .099 here; .7 .109,
.85 .100. At .8 it is .097, but there the founding example loses a truce welcomed."""


def heads(net: Coder, names: Names) -> dict[str, Any]:
    """Return the heads of a network and the names of what they score, as arrays."""
    made: dict[str, Any] = {}
    for name in HEADS:
        layer = getattr(net, name)
        made[f"{name}.weight"] = layer.weight.detach().numpy().astype(np.float32)
        made[f"{name}.bias"] = layer.bias.detach().numpy().astype(np.float32)
    of = ("types", "modes", "statuses")
    return made | {f"names.{name}": np.array(each) for name, each in zip(of, names, strict=True)}


def as_model(net: Coder, names: Names, tokenizer: Tokenizer) -> Model:
    """Return a network as a model to be measured before it ships."""
    net.eval()

    def encode(ids: Any) -> Any:
        with torch.no_grad():
            return net.through(torch.from_numpy(ids)).numpy()

    return Model(heads(net, names), encode, tokenizer, {})


class _Encoder(nn.Module):
    def __init__(self, net: Coder) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Any) -> Any:
        return self.net.through(ids)


class _Even(nn.Module):
    """A linear layer that takes its inputs at a more even scale, and gives what the layer gave."""

    def __init__(self, layer: Any, scale: Any) -> None:
        super().__init__()
        self.inverse = nn.Parameter(1 / scale, requires_grad=False)
        self.layer = deepcopy(layer)
        self.layer.weight.data *= scale

    def forward(self, given: Any) -> Any:
        return self.layer(given * self.inverse)


def write(net: Coder, names: Names, folder: Path, samples: Sequence[Pieces]) -> None:
    """Write a network to a folder: the heads as they are, the encoder with weights of 8 bits.

    `samples` are texts that show how large the encoder's inner values are.
    """
    np.savez_compressed(folder / "heads.npz", **heads(net, names))
    _write_encoder(evened(net, samples), folder / "encoder.onnx")


def evened(net: Coder, samples: Sequence[Pieces]) -> Coder:
    """Return a network that gives the same in floating point, whose inner values lose less in 8 bits.

    Some of a layer's inputs are ten times larger than the rest, and 8 bits are shared by all: part of their scale goes
    to the weights (Xiao and others 2023, SmoothQuant), which have a scale of their own for each output.
    """
    made = deepcopy(net).eval()
    layers = {name: each for name, each in made.encoder.encoder.named_modules() if EVENED.fullmatch(name)}
    largest = {name: torch.zeros(each.in_features) for name, each in layers.items()}
    for name, layer in layers.items():
        layer.register_forward_pre_hook(partial(_note, largest[name]))
    with torch.no_grad():
        for each in samples:
            for first, last in each.windows:
                made.through(torch.from_numpy(framed(each.ids[first:last])))
    for name, layer in layers.items():
        layer._forward_pre_hooks.clear()
        ours, theirs = largest[name].clamp(min=1e-5), layer.weight.data.abs().amax(0).clamp(min=1e-5)
        above, _, last = name.rpartition(".")
        setattr(
            made.encoder.encoder.get_submodule(above), last, _Even(layer, ours**EVENNESS / theirs ** (1 - EVENNESS))
        )
    return made


def _note(largest: Any, layer: Any, given: Any) -> None:
    torch.maximum(largest, given[0].abs().amax((0, 1)), out=largest)


def _write_encoder(net: Coder, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".float.onnx")
    net.eval()
    example = (torch.ones((2, 16), dtype=torch.long),)
    axes = {0: "window", 1: "piece"}
    torch.onnx.export(
        _Encoder(net), example, str(whole), input_names=["ids"], output_names=["vectors"],
        dynamic_axes={"ids": axes, "vectors": axes}, opset_version=17, dynamo=False,
    )  # fmt: skip
    # Seven bits of eight: sums of eight overflow on processors without VNNI instructions, and differ from those with.
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
