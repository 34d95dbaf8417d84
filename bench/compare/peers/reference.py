"""Writes what PyTorch computes for each row: weights and inputs, which every side takes, and outputs, losses,
gradients and updates, which every side must reproduce.

    reference.py FOLDER ROW...

FOLDER/ROW.safetensors has the tensors in FuncNet's layouts, FOLDER/ROW.json the counts of operations and bytes, and
FOLDER/ROW.onnx the network of a row of inference.
"""

import json
import pathlib
import sys
import warnings

import flops
import numpy
import safetensors
import torch
from models import MODELS, channels_last, leaves
from torch import nn

# Arrays of the size of the parameters that an optimizer keeps between steps.
KEPT = {"SGD": 0, "Adam": 2, "RMSprop": 1, "Adadelta": 2}


def array(x):
    x = x.detach().contiguous().numpy()
    return x.astype(numpy.int32) if x.dtype == numpy.int64 else x


def numbered(name, values):
    return {f"{name}.{i}": array(value) for i, value in enumerate(values)}


def train(name):
    entry = MODELS[name]
    model = entry.make().train()
    for layer in model.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0
        if isinstance(layer, nn.BatchNorm2d):
            # Of millions of activations around 0 some stand so near to the kink of ReLU that a rounding decides
            # their gradient: PyTorch's own float32 and float64 then differ by percents.
            nn.init.constant_(layer.bias, 3.0)
    pairs = list(leaves(model))
    x = entry.inputs(entry.batch)
    target = entry.targets(x)
    counted = flops.count(entry.make().eval(), x, training=True)
    start = numbered("weight", (turn(parameter).clone() for parameter, turn in pairs))
    y = model(x)
    loss = entry.loss(y, target)
    loss.backward()
    optimizer = entry.optimizer(model.parameters())
    # None of the optimizers looks at the weights; from 0 the step shows all its digits.
    with torch.no_grad():
        for parameter, _ in pairs:
            parameter.zero_()
    optimizer.step()
    tensors = {"input": array(channels_last(x)), "target": array(target), "output": array(y), "loss": array(loss)}
    tensors |= start
    tensors |= numbered("gradient", (turn(parameter.grad) for parameter, turn in pairs))
    tensors |= numbered("update", (turn(parameter) for parameter, turn in pairs))
    kept = KEPT[type(optimizer).__name__] + (optimizer.defaults.get("momentum", 0) > 0)
    bytes = 4 * (1 + kept) * sum(parameter.numel() for parameter in model.parameters())
    return tensors, {"flops": counted, "bytes": bytes, "access": "update"}


def infer(name, batch, path):
    entry = MODELS[name]
    model = entry.make().eval()
    x = entry.inputs(batch)
    with torch.no_grad():
        y = model(x)
        counted = flops.count(model, x, training=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(model, x, str(path), input_names=["x"], output_names=["y"], opset_version=13)
    tensors = {"input": array(channels_last(x)), "onnx": array(x), "output": array(y)}
    tensors |= numbered("weight", (turn(parameter) for parameter, turn in leaves(model)))
    bytes = 4 * (sum(parameter.numel() for parameter in model.parameters()) + x.numel() + y.numel())
    return tensors, {"flops": counted, "bytes": bytes, "access": "read"}


def product(n):
    a, b = torch.rand(n, n) - 0.5, torch.rand(n, n) - 0.5
    return {"a": array(a), "b": array(b), "c": array(a @ b)}, {"flops": 2 * n**3}


def convolution(batch, side, channels, filters, padding):
    x = torch.randn(batch, channels, side, side, requires_grad=True)
    w = torch.randn(filters, channels, 3, 3, requires_grad=True)
    y = nn.functional.conv2d(x, w, padding=padding)
    dy = torch.randn(y.shape)
    y.backward(dy)
    last = lambda value: array(channels_last(value))
    filter_last = lambda value: array(value.permute(2, 3, 1, 0))
    tensors = {"x": last(x), "y": last(y), "dx": last(x.grad), "dy": last(dy)}
    tensors |= {"w": filter_last(w), "dw": filter_last(w.grad)}
    return tensors, {"flops": 2 * y.numel() * channels * 9}


def compute(row, folder):
    """Of train-MODEL, infer-MODEL-BATCH, matmul-SIZE-THREADS, and
    convolution-BATCH-SIDE-CHANNELS-FILTERS-PADDING-PASS-THREADS."""
    kind, _, rest = row.partition("-")
    if kind == "train":
        return train(rest)
    if kind == "infer":
        name, _, batch = rest.rpartition("-")
        return infer(name, int(batch), folder / f"{row}.onnx")
    if kind == "matmul":
        return product(int(rest.split("-")[0]))
    if kind == "convolution":
        return convolution(*(int(size) for size in rest.split("-")[:5]))
    raise SystemExit(f"reference.py: expected a row of train, infer, matmul or convolution; got {row}. See rows.py.")


def main():
    folder = pathlib.Path(sys.argv[1])
    for row in sys.argv[2:]:
        torch.manual_seed(5)
        tensors, counts = compute(row, folder)
        safetensors.write(folder / f"{row}.safetensors", tensors)
        (folder / f"{row}.json").write_text(json.dumps(counts))


if __name__ == "__main__":
    main()
