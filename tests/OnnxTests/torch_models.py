"""Exports tiny models of PyTorch, with inputs and results, into a folder: NAME.onnx, NAME.in.K.npy, NAME.out.K.npy."""
import sys

import numpy as np
import torch
from torch import nn

folder = sys.argv[1]
torch.manual_seed(1)


class Lambda(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, *x):
        return self.f(*x)


class Block(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 2 * channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(2 * channels)
        self.conv2 = nn.Conv2d(2 * channels, 2 * channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(2 * channels)
        self.short = nn.Sequential(nn.Conv2d(channels, 2 * channels, 1, stride, bias=False), nn.BatchNorm2d(2 * channels))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.short(x))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.inward = nn.Linear(width, 3 * width)
        self.outward = nn.Linear(width, width)

    def forward(self, x):
        batch, time, width = x.size()
        parts = self.inward(self.norm(x)).view(batch, time, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5).softmax(-1)
        return x + self.outward((weights @ v).transpose(1, 2).reshape(batch, time, width))


class Recurrent(nn.Module):
    def __init__(self, make):
        super().__init__()
        self.cells = make()

    def forward(self, x):
        y, state = self.cells(x)
        h = state[0] if isinstance(state, tuple) else state
        return y, h.transpose(0, 1)


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(9, 8)
        self.block = Attention(8, 2)
        self.head = nn.Linear(8, 3)

    def forward(self, words):
        return self.head(self.block(self.table(words)).mean(1))


def every(x):
    y = x.clamp(-0.9, 0.9)
    parts = [
        x.abs(), -x, x.sign(), y.exp(), x.abs().add(1).log(), x.abs().sqrt(), y.sin(), y.cos(), y.tan(), y.asin(), y.acos(), y.atan(),
        y.tanh(), y.sigmoid(), y.erf(), x.floor(), x.ceil(), x.round(), x.pow(2), x.abs().pow(1.5), torch.maximum(x, y),
        torch.minimum(x, y), torch.where(x > y, x, y), x % 0.7, (x != y).float(), (x <= y).float(), x.clamp(min=0.1),
        nn.functional.softplus(x), nn.functional.elu(x, 0.7), nn.functional.selu(x), nn.functional.celu(x, 0.7),
        nn.functional.hardswish(x), nn.functional.hardsigmoid(x), nn.functional.leaky_relu(x, 0.2), nn.functional.gelu(x),
        nn.functional.silu(x), nn.functional.mish(x), nn.functional.softsign(x), nn.functional.hardshrink(x),
        nn.functional.softshrink(x), x.log_softmax(-1), x.softmax(-1), x.cumsum(1),
    ]
    return sum(parts)


def shapes(x):
    n, c, h, w = x.shape
    a = x.reshape(n, c, -1).permute(0, 2, 1).contiguous().view(n, h, w, c)
    b = torch.cat([a[:, 1:], a[:, :1]], 1)[..., ::2]
    c1, c2 = x.chunk(2, 1)
    d = torch.stack([c1, c2], 1).flatten(1).unsqueeze(1).squeeze(1)
    e = x.expand(2, *x.shape).sum(0).mean((2, 3)).repeat(1, 2)
    f = nn.functional.pad(x, (1, 2, 0, 1), value=0.5).amax((2, 3)) + nn.functional.pad(x, (1, 1, 1, 1), mode="reflect").amin((2, 3))
    g = x.topk(2, dim=3)[0].prod(3).logsumexp(2) + x.norm(dim=(2, 3)) + x.argmax(3).float().sum(2)
    mask = torch.tril(torch.ones(h, h))
    m = (x[:, 0].transpose(1, 2) @ mask).flatten(1)
    i = x.index_select(1, torch.tensor([1, 0, -1 % x.shape[1]])).gather(3, torch.zeros(n, 3, h, 1, dtype=torch.long)).flatten(1)
    return torch.cat([b.flatten(1), d, e, f, g, m, i, torch.zeros(n, 3) + torch.arange(3)], 1)


image = torch.randn(3, 2, 8, 6)
sequence = torch.randn(3, 5, 4)
batch = {0: "n"}

models = {
    "dense": (nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 3), nn.LogSoftmax(1)), torch.randn(3, 6), 17),
    "convolutions": (
        nn.Sequential(
            nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, groups=2), nn.PReLU(6), nn.AdaptiveAvgPool2d(1),
            nn.Flatten(), nn.Linear(6, 3), nn.Softmax(1),
        ),
        image,
        17,
    ),
    "residual": (nn.Sequential(nn.Conv2d(2, 3, 3, 2, 1), Block(3, 1), Block(6, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, 4)), image, 14),
    "transposed": (
        nn.Sequential(nn.Conv2d(2, 4, 3, 2, 1), nn.LeakyReLU(0.1), nn.ConvTranspose2d(4, 4, 3, 2, 1, output_padding=1, groups=2), nn.Upsample(scale_factor=2), nn.Sigmoid()),
        image,
        13,
    ),
    "pools": (
        nn.Sequential(nn.AvgPool2d(3, 2, 1), nn.MaxPool2d(2, ceil_mode=True), nn.Upsample(scale_factor=2, mode="bilinear"), nn.InstanceNorm2d(2, affine=True), nn.PixelShuffle(1)),
        image,
        12,
    ),
    "resized": (Lambda(lambda x: nn.functional.interpolate(x, size=(5, 9), mode="bilinear", align_corners=True)), image, 11),
    "one_dimension": (
        nn.Sequential(nn.Conv1d(5, 6, 3, padding=2, dilation=2), nn.BatchNorm1d(6), nn.ReLU(), nn.MaxPool1d(2), nn.ConvTranspose1d(6, 2, 3, 2), nn.AvgPool1d(2)),
        sequence,
        15,
    ),
    "every_function": (Lambda(every), torch.randn(3, 6), 17),
    "shapes": (Lambda(shapes), image, 16),
    "old_operators": (nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU6(), nn.Upsample(scale_factor=2), nn.Flatten(), nn.Linear(288, 2), nn.Softmax(1)), image, 9),
    "lstm": (Recurrent(lambda: nn.LSTM(4, 3, num_layers=2, batch_first=True, bidirectional=True)), sequence, 17),
    "gru": (Recurrent(lambda: nn.GRU(4, 3, batch_first=True)), sequence, 14),
    "rnn": (Recurrent(lambda: nn.RNN(4, 3, batch_first=True, nonlinearity="relu")), sequence, 13),
    "attention": (Attention(4, 2), sequence, 17),
    "words": (Words(), torch.randint(0, 9, (3, 5)), 17),
}

for name, (model, given, opset) in models.items():
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2.0)

    model.eval()
    results = model(given)
    results = results if isinstance(results, tuple) else (results,)
    names = [f"y{i}" for i in range(len(results))]
    torch.onnx.export(
        model, given, f"{folder}/{name}.onnx", opset_version=opset, input_names=["x"], output_names=names,
        dynamic_axes={key: batch for key in ["x", *names]},
    )

    # Another batch than the one that was traced, too.
    for k, x in enumerate([given, given[:1], torch.cat([given, given.flip(0)])]):
        y = model(x)
        np.save(f"{folder}/{name}.in.{k}.npy", x.numpy().astype(np.int32 if x.dtype == torch.int64 else np.float32))
        for i, part in enumerate(y if isinstance(y, tuple) else (y,)):
            np.save(f"{folder}/{name}.out.{k}.{i}.npy", part.detach().numpy())

print(" ".join(f"{name}:{opset}" for name, (_, _, opset) in models.items()))
