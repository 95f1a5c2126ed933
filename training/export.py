"""A taught network as the model that ships: heads as matrices, the encoder as int8 ONNX."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from tasks.events.model import Model
from training.net import Coder

Names = tuple[Sequence[str], Sequence[str], Sequence[str]]
HEADS = ("types", "whole", "mention", "event", "product", "given", "roles", "earlier", "later", "likeness", "apart",
         "same", "modes", "status")  # fmt: skip


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

    def encode(ids: Any, mask: Any) -> Any:
        with torch.no_grad():
            return net.through(torch.from_numpy(ids), torch.from_numpy(mask)).numpy()

    return Model(heads(net, names), encode, tokenizer, {})


class _Encoder(torch.nn.Module):
    def __init__(self, net: Coder) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Any, mask: Any) -> Any:
        return self.net.through(ids, mask)


def write(net: Coder, names: Names, folder: Path) -> None:
    """Write a network to a folder: the heads as they are, the encoder with weights of 8 bits."""
    np.savez_compressed(folder / "heads.npz", **heads(net, names))
    _write_encoder(net, folder / "encoder.onnx")


def _write_encoder(net: Coder, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".float.onnx")
    net.eval()
    example = (torch.ones((2, 16), dtype=torch.long), torch.ones((2, 16), dtype=torch.long))
    axes = {0: "window", 1: "piece"}
    torch.onnx.export(
        _Encoder(net), example, str(whole), input_names=["ids", "mask"], output_names=["vectors"],
        dynamic_axes={"ids": axes, "mask": axes, "vectors": axes}, opset_version=17, dynamo=False,
    )  # fmt: skip
    # Seven bits of eight: sums of eight overflow on processors without VNNI instructions, and differ from those with.
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
