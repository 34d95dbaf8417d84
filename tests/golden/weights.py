"""Whole networks: the weights that PyTorch saves, by their names ("w:conv1.weight"), an input and the result, for those who load them.

Images are NHWC here, as FuncNet has them. Cases of "keras" hold the same numbers under the names and in the layouts that Keras's
documentation gives; their results are PyTorch's.
"""

import torch
from torch import nn

from generate import case


def drawn(module):
    """Every parameter and statistic drawn, so that nothing is 0 or 1 by chance."""
    for name, value in module.state_dict().items():
        if value.is_floating_point():
            nn.init.normal_(value, std=0.5)
        if name.endswith("running_var"):
            value.abs_().add_(0.5)
    return module.eval().float()


def weights(state):
    return {f"w:{name}": value for name, value in state.items()}


def to_last(value):
    return value.movedim(1, -1) if value.dim() > 2 else value


def whole(name, module, x, call=None, images=False, library="pytorch", state=None):
    drawn(module)
    x = x.float() if x.is_floating_point() else x
    with torch.no_grad():
        y = call(module, x) if call else module(x)
        state = state(module) if state else module.state_dict()
    tensors = {"x": to_last(x) if images else x, "y": to_last(y) if images else y}
    return case(name, weights(state) | tensors, library=library)


class Named(nn.Module):
    """A small network for images, by names as torchvision gives them."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 3, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(3)
        self.conv2 = nn.Conv2d(3, 4, (3, 2))
        self.bn2 = nn.BatchNorm1d(4 * 3 * 2)
        self.fc1 = nn.Linear(4 * 3 * 2, 5)
        self.fc2 = nn.Linear(5, 2)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.conv2(torch.max_pool2d(x, 2)))
        return self.fc2(torch.relu(self.fc1(self.bn2(torch.flatten(x, 1)))))


def chain():
    """Ten layers and more, so that '10.weight' stands before '2.weight' in a file that is sorted."""
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, groups=2), nn.PReLU(), nn.Conv2d(4, 8, 2, groups=4), nn.GroupNorm(2, 8), nn.ReLU(),
        nn.ConvTranspose2d(8, 4, 2, stride=2, groups=2), nn.PReLU(4), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 2 * 3, 6),
        nn.LayerNorm(6), nn.Tanh(), nn.Linear(6, 3), nn.Tanh(), nn.Linear(3, 3)
    )  # fmt: skip


class OverTime(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(2, 3, 3)
        self.up = nn.ConvTranspose1d(3, 4, 2, stride=2)
        self.fc = nn.Linear(4 * 8, 2)

    def forward(self, x):
        return self.fc(torch.relu(self.up(torch.relu(self.conv(x)))).flatten(1))


class Words(nn.Module):
    def __init__(self, make):
        super().__init__()
        self.words = nn.Embedding(7, 3)
        self.rnn = make()
        self.fc = nn.Linear(self.rnn.hidden_size * (2 if self.rnn.bidirectional else 1), 2)

    def forward(self, x):
        y, last = self.rnn(self.words(x))
        last = last[0] if isinstance(last, tuple) else last
        return self.fc(torch.cat(list(last[-2:]), -1) if self.rnn.bidirectional else last[-1])


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(6)
        self.attn = nn.MultiheadAttention(6, 2, batch_first=True)
        self.fc = nn.Linear(6, 2)

    def forward(self, x):
        y = self.norm(x)
        return self.fc(self.attn(y, y, y)[0])


def indices():
    return torch.randint(0, 7, (3, 5))


def pytorch():
    yield whole("named", Named(), torch.randn(3, 2, 10, 6), images=True)
    yield whole("chain", chain(), torch.randn(2, 2, 5, 6), images=True)
    yield whole("overTime", OverTime(), torch.randn(3, 2, 6), images=True)
    for name, make in [
        ("lstm", lambda: nn.LSTM(3, 4, batch_first=True)),
        ("lstms", lambda: nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True)),
        ("gru", lambda: nn.GRU(3, 4, batch_first=True)),
        ("simpleRnn", lambda: nn.RNN(3, 4, batch_first=True)),
    ]:
        yield whole(name, Words(make), indices())
    yield whole("attention", Attending(), torch.randn(2, 4, 6))


class Separable(nn.Module):
    def __init__(self):
        super().__init__()
        self.depth = nn.Conv2d(3, 6, (3, 2), groups=3)
        self.depth2 = nn.Conv2d(6, 6, 2, groups=6, bias=False)
        self.point2 = nn.Conv2d(6, 4, 1)
        self.norm = nn.BatchNorm2d(4, eps=1e-3)
        self.fc = nn.Linear(4 * 3 * 2, 2)

    def forward(self, x):
        x = self.norm(self.point2(self.depth2(torch.relu(self.depth(x)))))
        # Keras flattens with the channels last.
        return self.fc(x.permute(0, 2, 3, 1).flatten(1))


def depthwise(weight, channels):
    """[c·m; 1; h; w] to Keras's [h; w; c; m]."""
    rows, _, height, width = weight.shape
    return weight.reshape(channels, rows // channels, height, width).permute(2, 3, 0, 1)


def keras_separable(module):
    norm = module.norm
    return {
        "depthwise_conv2d/depthwise_kernel:0": depthwise(module.depth.weight, 3),
        "depthwise_conv2d/bias:0": module.depth.bias,
        "separable_conv2d/depthwise_kernel:0": depthwise(module.depth2.weight, 6),
        "separable_conv2d/pointwise_kernel:0": module.point2.weight.permute(2, 3, 1, 0),
        "separable_conv2d/bias:0": module.point2.bias,
        "batch_normalization/gamma:0": norm.weight,
        "batch_normalization/beta:0": norm.bias,
        "batch_normalization/moving_mean:0": norm.running_mean,
        "batch_normalization/moving_variance:0": norm.running_var,
        "dense/kernel:0": module.fc.weight.t(),
        "dense/bias:0": module.fc.bias,
    }


def update_first(value):
    """Blocks r z n of the last axis as Keras's z r h."""
    r, z, n = value.chunk(3, dim=-1)
    return torch.cat([z, r, n], dim=-1)


def keras_words(module):
    rnn = module.rnn
    lstm = isinstance(rnn, nn.LSTM)
    kind, order = ("lstm", lambda value: value) if lstm else ("gru", update_first)
    biases = rnn.bias_ih_l0 + rnn.bias_hh_l0 if lstm else torch.stack([order(rnn.bias_ih_l0), order(rnn.bias_hh_l0)])
    return {
        "embedding/embeddings": module.words.weight,
        f"{kind}/{kind}_cell/kernel": order(rnn.weight_ih_l0.t()),
        f"{kind}/{kind}_cell/recurrent_kernel": order(rnn.weight_hh_l0.t()),
        f"{kind}/{kind}_cell/bias": biases,
        "dense/kernel": module.fc.weight.t(),
        "dense/bias": module.fc.bias,
    }


def keras_attention(module):
    attn = module.attn
    state = {"layer_normalization/gamma": module.norm.weight, "layer_normalization/beta": module.norm.bias}
    for name, weight, bias in zip(["query", "key", "value"], attn.in_proj_weight.chunk(3), attn.in_proj_bias.chunk(3)):
        state[f"multi_head_attention/{name}/kernel"] = weight.t().reshape(6, 2, 3)
        state[f"multi_head_attention/{name}/bias"] = bias.reshape(2, 3)
    state["multi_head_attention/attention_output/kernel"] = attn.out_proj.weight.t().reshape(2, 3, 6)
    state["multi_head_attention/attention_output/bias"] = attn.out_proj.bias
    return state | {"dense/kernel": module.fc.weight.t(), "dense/bias": module.fc.bias}


def keras():
    x = torch.randn(2, 3, 6, 4)
    yield whole("separable", Separable(), x, images=True, library="keras", state=keras_separable)
    for name, make in [("lstm", nn.LSTM), ("gru", nn.GRU)]:
        words = Words(lambda: make(3, 4, batch_first=True))
        yield whole(name, words, indices(), library="keras", state=keras_words)
    yield whole("attention", Attending(), torch.randn(2, 4, 6), library="keras", state=keras_attention)


def cases():
    yield from pytorch()
    yield from keras()
