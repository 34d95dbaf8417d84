"""The compared networks in PyTorch; FuncNet's are in FuncNet.Benchmarks/Compare/Models.cs, under the same names."""

from dataclasses import dataclass
from typing import Callable

import torch
from torch import nn, optim


@dataclass
class Model:
    """A network, the shape of a sample, and how it is trained; batches: how many an epoch has."""

    make: Callable[[], nn.Module]
    sample: tuple
    batch: int = 1
    batches: int = 20
    optimizer: Callable = None
    classes: int = 10

    def inputs(self, count):
        return torch.randn(count, *self.sample)

    def targets(self, inputs):
        """The sum of the inputs where the network gives one number, else classes in turn."""
        if self.classes == 1:
            return inputs.flatten(1).sum(1, keepdim=True)
        return torch.arange(len(inputs)) % self.classes

    @property
    def loss(self):
        return nn.functional.mse_loss if self.classes == 1 else nn.functional.cross_entropy


def mlp(*sizes, activation=nn.ReLU, dropout=None):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
        layers += [nn.Dropout(dropout)] if dropout else []
    return nn.Sequential(*layers[: -2 if dropout else -1])


def after_image(layer, channels, side):
    """A dense layer behind a flattened image: FuncNet flattens [height; width; channels]."""
    layer.image = (channels, side, side)
    return layer


def note_001(kernel, dropouts=(), padding="same"):
    layers, channels = [], 3
    for filters in 16, 32, 64:
        layers += [nn.Conv2d(channels, filters, kernel, padding=padding), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    first, second = ([nn.Dropout(rate)] for rate in dropouts) if dropouts else ([], [])
    dense = after_image(nn.Linear(1024, 500), 64, 4)
    return nn.Sequential(*layers, *first, nn.Flatten(), dense, nn.ReLU(), *second, nn.Linear(500, 10))


def conv_32_64():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        after_image(nn.Linear(9216, 128), 64, 12),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(64, 128, batch_first=True)
        # FuncNet has one bias.
        nn.init.zeros_(self.lstm.bias_hh_l0)
        self.dense = nn.Linear(128, 10)

    def forward(self, x):
        return self.dense(self.lstm(x)[0][:, -1])


def normalized(inputs, filters, kernel, stride):
    convolution = nn.Conv2d(inputs, filters, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters))


class Residual(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.shortcut = nn.Identity() if stride == 1 else normalized(inputs, filters, 1, stride)
        first = normalized(inputs, filters, 3, stride)
        self.main = nn.Sequential(first, nn.ReLU(), normalized(filters, filters, 3, 1))

    def forward(self, x):
        return nn.functional.relu(self.shortcut(x) + self.main(x))


def resnet_20():
    layers, channels = [normalized(3, 16, 3, 1), nn.ReLU()], 16
    for filters, stride in (16, 1), (32, 2), (64, 2):
        for block in range(3):
            layers.append(Residual(channels, filters, stride if block == 0 else 1))
            channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.TransformerEncoderLayer(
            128, 4, 512, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.dense = nn.Linear(128, 10)

    def forward(self, x):
        return self.dense(self.block(x).mean(1))


def using(method, **settings):
    """An optimizer; over all tensors at once, which is faster than the loop over them that is PyTorch's default."""
    return lambda parameters: method(parameters, foreach=True, **settings)


ADAM = using(optim.Adam)


MODELS = {
    "mlp-2-8-1": Model(lambda: mlp(2, 8, 1, activation=nn.Tanh), (2,), 4, 10_000, using(optim.SGD, lr=0.01), 1),
    "mlp-784-128-10": Model(lambda: mlp(784, 128, 10), (784,), 32, 200, ADAM),
    "mlp-784-512-512-10": Model(lambda: mlp(784, 512, 512, 10, dropout=0.2), (784,), 128, optimizer=ADAM),
    "note-001": Model(
        lambda: note_001(2, (0.3, 0.4)), (3, 32, 32), 32, optimizer=using(optim.RMSprop, lr=0.001, alpha=0.9, eps=1e-8)
    ),
    "conv-16-32-64": Model(lambda: note_001(3, padding=1), (3, 32, 32)),
    "conv-32-64": Model(conv_32_64, (1, 28, 28), 64, optimizer=using(optim.Adadelta)),
    "lstm": Model(Lstm, (50, 64), 32, optimizer=ADAM),
    "resnet-20": Model(resnet_20, (3, 32, 32), 32, optimizer=using(optim.SGD, lr=0.1, momentum=0.9)),
    "transformer": Model(Transformer, (64, 128), 32, optimizer=ADAM),
}


def leaves(module):
    """(parameter, function that turns its numbers into FuncNet's layout), in the order of FuncNet's parameters."""
    as_is, turned = (lambda x: x), (lambda x: x.t())
    if isinstance(module, nn.Linear):
        if hasattr(module, "image"):
            rows = lambda x: x.view(len(x), *module.image).permute(2, 3, 1, 0).reshape(-1, len(x))
            yield module.weight, rows
        else:
            yield module.weight, turned
        yield module.bias, as_is
    elif isinstance(module, nn.Conv2d):
        yield module.weight, lambda x: x.permute(2, 3, 1, 0)
        if module.bias is not None:
            yield module.bias, as_is
    elif isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
        yield module.weight, as_is
        yield module.bias, as_is
    elif isinstance(module, nn.LSTM):
        yield module.weight_ih_l0, turned
        yield module.weight_hh_l0, turned
        yield module.bias_ih_l0, as_is
    elif isinstance(module, nn.MultiheadAttention):
        yield module.in_proj_weight, turned
        yield module.in_proj_bias, as_is
        yield module.out_proj.weight, turned
        yield module.out_proj.bias, as_is
    elif isinstance(module, nn.TransformerEncoderLayer):
        for part in module.norm1, module.self_attn, module.norm2, module.linear1, module.linear2:
            yield from leaves(part)
    else:
        for part in module.children():
            yield from leaves(part)


def channels_last(x):
    """Images as FuncNet has them, [batch; height; width; channels]; other tensors as they are."""
    return x.permute(0, 2, 3, 1) if x.dim() == 4 else x
