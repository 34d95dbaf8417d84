"""Recurrent layers: outputs and gradients over whole sequences and over sequences of their own lengths.

Parameters go by their paths in FuncNet's network: "lstm1.kernel" is the first layer's, "lstm2.kernel" the next one's or, if
the layers go both ways, the backward one's. FuncNet has one bias where PyTorch adds two; the second is 0 here, but for the
candidate of the GRU.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from generate import case

BATCH, TIME, FEATURES, UNITS = 3, 5, 2, 4


def own_parameters(kind, module, layers, ways):
    """(path, value, gradient) of FuncNet's parameters."""
    numbered = 0
    for layer in range(layers):
        for way in range(ways):
            numbered += 1
            end = f"_l{layer}" + ("_reverse" if way else "")
            get = lambda name: getattr(module, name + end)
            path = f"{kind.lower()}{numbered}"
            yield f"{path}.kernel", get("weight_ih").t(), get("weight_ih").grad.t()
            yield f"{path}.recurrentKernel", get("weight_hh").t(), get("weight_hh").grad.t()
            yield f"{path}.bias", get("bias_ih"), get("bias_ih").grad
            if kind == "GRU":
                yield f"{path}.recurrentBias", get("bias_hh")[2 * UNITS :], get("bias_hh").grad[2 * UNITS :]


def recurrence(kind, make, dtype, layers, both, lengths, whole, **options):
    ways = 2 if both else 1
    module = make(FEATURES, UNITS, num_layers=layers, bidirectional=both, batch_first=True).to(dtype)
    for name, parameter in module.named_parameters():
        nn.init.normal_(parameter, std=0.6)
        if name.startswith("bias_hh"):
            with torch.no_grad():
                parameter[: 2 * UNITS if kind == "GRU" else None] = 0
    x = torch.randn((BATCH, TIME, FEATURES), dtype=dtype, requires_grad=True)
    tensors = {"x": x}
    if lengths is None:
        y, last = module(x)
    else:
        packed, last = module(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False))
        y, _ = pad_packed_sequence(packed, batch_first=True, total_length=TIME)
        tensors["lengths"] = torch.tensor(lengths)
    if not whole:
        last = last[0] if kind == "LSTM" else last
        y = torch.cat(list(last[-ways:]), dim=-1)
    u = torch.randn(y.shape, dtype=dtype)
    (u * y).sum().backward()
    tensors |= {"y": y, "u": u, "dx": x.grad}
    for path, value, gradient in own_parameters(kind, module, layers, ways):
        tensors |= {path: value, f"d{path}": gradient}
    return case(kind, tensors, layers=layers, both=both, whole=whole, **options)


def cases():
    for dtype in [torch.float64, torch.float32]:
        for kind, make, options in [
            ("SimpleRNN", lambda *sizes, **settings: nn.RNN(*sizes, **settings), {"activation": "tanh"}),
            ("SimpleRNN", lambda *sizes, **settings: nn.RNN(*sizes, nonlinearity="relu", **settings), {"activation": "relu"}),
            ("LSTM", nn.LSTM, {}),
            ("GRU", nn.GRU, {}),
        ]:
            for layers, both, lengths, whole in [
                (1, False, None, False),
                (1, False, None, True),
                (1, False, [2, 5, 1], True),
                (1, True, [4, 1, 5], False),
                (2, True, [5, 3, 2], True),
                (2, False, [3, 3, 4], False),
            ]:
                yield recurrence(kind, make, dtype, layers, both, lengths, whole, **options)
