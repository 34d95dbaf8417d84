"""Layers: outputs, input gradients and parameter gradients, in FuncNet's layouts.

Images are NHWC here and NCHW in PyTorch; filters are HWIO here and OIHW there. Every case has "x", "y", a drawn cotangent
"u", "dx" = the gradient of sum(u * y), and for each parameter p its value "p" and its gradient "dp".
"""

import torch
from torch import nn

from generate import case

DTYPES = [torch.float64, torch.float32]


def same(value):
    return value


def to_last(value):
    """NCHW or NCT to NHWC or NTC."""
    return value.movedim(1, -1) if value.dim() > 2 else value


def to_first(value):
    return value.movedim(-1, 1) if value.dim() > 2 else value


def filters(value):
    """OIHW to HWIO, OIT to TIO."""
    return value.movedim(1, -1).movedim(0, -1)


def layer(name, make, shape, rename=None, images=False, weights=same, inputs=None, positive=(), **options):
    """A case for each float type; shape is FuncNet's, with the batch. Positive parameters are kept away from 0."""
    rename = rename or {}

    for dtype in DTYPES:
        module = make().to(dtype)
        for parameter in module.parameters():
            nn.init.normal_(parameter)
        for key in positive:
            module.get_parameter(key).data.abs_().add_(0.5)
        x = inputs if inputs is not None else (torch.randn(shape, dtype=dtype) * 2).requires_grad_()
        y = module(to_first(x) if images else x)
        y = to_last(y) if images else y
        u = torch.randn(y.shape, dtype=dtype)
        (u * y).sum().backward()
        tensors = {"x": x, "y": y, "u": u}
        if x.grad is not None:
            tensors["dx"] = x.grad
        for key, parameter in module.named_parameters():
            arrange = weights if parameter.dim() > 1 else same
            tensors[rename.get(key, key)] = arrange(parameter)
            tensors["d" + rename.get(key, key)] = arrange(parameter.grad)
        yield case(name, tensors, **options)


AFFINE = {"weight": "scale", "bias": "shift"}


def five_batches(kinds, **options):
    """Five batches of training, and what inference makes of a sixth."""
    for dtype in DTYPES:
        for name, module, shape in kinds():
            module = module.to(dtype)
            for parameter in module.parameters():
                nn.init.normal_(parameter)
            tensors = {"scale": module.weight, "shift": module.bias}
            for i in range(5):
                x = (torch.randn(shape, dtype=dtype) * (i + 1) + i).requires_grad_()
                y = to_last(module(to_first(x)))
                u = torch.randn(y.shape, dtype=dtype)
                module.zero_grad()
                (u * y).sum().backward()
                tensors |= {f"x{i}": x.detach(), f"y{i}": y, f"u{i}": u, f"dx{i}": x.grad}
                tensors |= {f"dscale{i}": module.weight.grad.clone(), f"dshift{i}": module.bias.grad.clone()}
            module.eval()
            x = torch.randn(shape, dtype=dtype)
            tensors |= {"mean": module.running_mean, "variance": module.running_var}
            tensors |= {"x": x, "y": to_last(module(to_first(x)))}
            yield case(name, tensors, momentum=module.momentum, epsilon=module.eps, **options)


def batch_norm():
    yield from five_batches(
        lambda: [
            ("batchNorm", nn.BatchNorm1d(3, momentum=0.2, eps=1e-3), (6, 3)),
            ("batchNorm", nn.BatchNorm2d(2), (4, 3, 2, 2)),
        ]
    )


class BatchRenorm(nn.BatchNorm1d):
    """Ioffe 2017, algorithm 1, with the running variance of batch normalization."""

    ratio, distance = 1.5, 0.5

    def forward(self, x):
        running = torch.sqrt(self.running_var + self.eps)
        if self.training:
            axes = tuple(range(x.dim() - 1))
            m = x.numel() // x.shape[-1]
            mean, variance = x.mean(axes), x.var(axes, unbiased=False)
            batch = torch.sqrt(variance + self.eps)
            r = (batch / running).clamp(1 / self.ratio, self.ratio).detach()
            d = ((mean - self.running_mean) / running).clamp(-self.distance, self.distance).detach()
            normalized = (x - mean) / batch * r + d
            self.running_mean = torch.lerp(self.running_mean, mean.detach(), self.momentum)
            self.running_var = torch.lerp(self.running_var, variance.detach() * m / (m - 1), self.momentum)
        else:
            normalized = (x - self.running_mean) / running
        return self.weight * normalized + self.bias


def batch_renorm():
    kinds = lambda: [("batchRenorm", BatchRenorm(3, momentum=0.2, eps=1e-3), (6, 3))]
    yield from five_batches(kinds, ratio=BatchRenorm.ratio, distance=BatchRenorm.distance)


class RmsNorm(nn.Module):
    def __init__(self, size, epsilon):
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.empty(size)), nn.Parameter(torch.empty(size))
        self.epsilon = epsilon

    def forward(self, x):
        return self.scale * x / torch.sqrt(x.square().mean(-1, keepdim=True) + self.epsilon) + self.shift


class Maxout(nn.Module):
    def __init__(self, pieces, size, units):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty(pieces, size, units))
        self.bias = nn.Parameter(torch.empty(pieces, units))

    def forward(self, x):
        return (torch.einsum("ni,kio->nko", x, self.kernel) + self.bias).amax(1)


class Rbf(nn.Module):
    def __init__(self, size, units):
        super().__init__()
        self.centres, self.widths = nn.Parameter(torch.empty(units, size)), nn.Parameter(torch.empty(units))

    def forward(self, x):
        return torch.exp(-(x[:, None, :] - self.centres).square().sum(-1) / self.widths.square())


def learned_units():
    yield from layer("rmsNorm", lambda: RmsNorm(4, 1e-3), (3, 2, 4), epsilon=1e-3)
    yield from layer("maxout", lambda: Maxout(3, 4, 2), (5, 4))
    yield from layer("rbf", lambda: Rbf(2, 3), (5, 2), positive=["widths"])
    yield from layer("relu6", nn.ReLU6, (8, 5))
    yield from layer("prelu", lambda: nn.PReLU(3), (2, 4, 2, 3), {"weight": "slope"}, images=True)


def normalizations():
    yield from layer("layerNorm", lambda: nn.LayerNorm(4), (3, 4), AFFINE, axes=1, epsilon=1e-5)
    yield from layer("layerNorm", lambda: nn.LayerNorm((2, 3), eps=1e-2), (3, 4, 2, 3), AFFINE, axes=2, epsilon=1e-2)
    for groups in [1, 2, 4]:
        make = lambda: nn.GroupNorm(groups, 4)
        yield from layer("groupNorm", make, (2, 3, 2, 4), AFFINE, images=True, groups=groups)


class HardSigmoid(nn.Module):
    """By its formula: the gradient of nn.Hardsigmoid in float64 has 1/6 in float32 only."""

    def forward(self, x):
        return torch.clamp(x / 6 + 0.5, 0, 1)


def activations():
    for name, module in [
        ("elu", nn.ELU(0.7)),
        ("selu", nn.SELU()),
        ("gelu", nn.GELU()),
        ("geluTanh", nn.GELU(approximate="tanh")),
        ("silu", nn.SiLU()),
        ("mish", nn.Mish()),
        ("hardSigmoid", HardSigmoid()),
        ("hardSwish", nn.Hardswish()),
        ("softsign", nn.Softsign()),
        ("glu", nn.GLU()),
        ("leakyRelu", nn.LeakyReLU(0.1)),
        ("relu", nn.ReLU()),
        ("sigmoid", nn.Sigmoid()),
        ("tanh", nn.Tanh()),
        ("hardTanh", nn.Hardtanh()),
        ("softplus", nn.Softplus()),
        ("softmax", nn.Softmax(dim=-1)),
    ]:
        yield from layer(name, lambda: module, (3, 4))
    yield from layer("prelu", lambda: nn.PReLU(4), (3, 4), {"weight": "slope"})


def dense():
    yield from layer("dense", lambda: nn.Linear(4, 3), (5, 4), {"weight": "kernel"}, weights=torch.t, units=3)


CONV = {"weight": "kernel"}


def image_layer(name, make, shape, weights=filters, **options):
    yield from layer(name, make, shape, CONV, images=True, weights=weights, **options)


def convolutions():
    for stride, pad, dilation, groups in [(1, 0, 1, 1), (2, 1, 1, 2), (1, 2, 2, 1)]:
        options = {"stride": stride, "pad": pad, "dilation": dilation, "groups": groups}
        settings = {"stride": stride, "padding": pad, "dilation": dilation, "groups": groups}
        make = lambda: nn.Conv2d(2, 4, (3, 2), **settings)
        yield from image_layer("conv2d", make, (2, 5, 4, 2), filters=4, **options)
        make = lambda: nn.Conv1d(2, 4, 3, **settings)
        yield from image_layer("conv1d", make, (2, 7, 2), filters=4, **options)
        for extra in {0, stride - 1}:
            make = lambda: nn.ConvTranspose2d(4, 2, (3, 2), output_padding=extra, **settings)
            turned = lambda w: w.permute(2, 3, 1, 0)
            yield from image_layer("transposedConv2d", make, (2, 3, 4, 4), turned, filters=2, extra=extra, **options)
    make = lambda: nn.Conv2d(3, 6, (3, 2), groups=3)
    yield from image_layer("depthwiseConv2d", make, (2, 4, 4, 3), multiplier=2)


def pooling():
    for counts in [True, False]:
        make = lambda: nn.AvgPool2d((3, 2), stride=(2, 1), padding=(1, 1), count_include_pad=counts)
        yield from image_layer("averagePool2d", make, (2, 5, 4, 2), counts=counts)
    yield from image_layer("maxPool2d", lambda: nn.MaxPool2d((3, 2), stride=(2, 1)), (2, 5, 4, 2))
    yield from image_layer("adaptiveAveragePool2d", lambda: nn.AdaptiveAvgPool2d((3, 2)), (2, 5, 4, 2))
    yield from image_layer("adaptiveAveragePool2d", lambda: nn.AdaptiveAvgPool2d((3, 2)), (1, 2, 7, 2))
    yield from image_layer("upSample2d", lambda: nn.Upsample(scale_factor=(2, 3)), (2, 3, 2, 2), mode="nearest")
    make = lambda: nn.Upsample(scale_factor=(2, 3), mode="bilinear")
    yield from image_layer("upSample2d", make, (2, 3, 2, 2), mode="bilinear")
    yield from image_layer("zeroPad2d", lambda: nn.ZeroPad2d((1, 0, 2, 3)), (2, 3, 2, 2))


def over_time():
    yield from image_layer("maxPool1d", lambda: nn.MaxPool1d(3, stride=2, padding=1), (2, 7, 2))
    for counts in [True, False]:
        make = lambda: nn.AvgPool1d(3, stride=2, padding=1, count_include_pad=counts)
        yield from image_layer("averagePool1d", make, (2, 7, 2), counts=counts)
    turned = lambda w: w.permute(2, 1, 0)
    for stride, pad, extra, dilation, groups in [(1, 0, 0, 1, 1), (2, 1, 1, 1, 2), (2, 2, 0, 2, 1)]:
        options = {"stride": stride, "dilation": dilation, "groups": groups}
        make = lambda: nn.ConvTranspose1d(4, 2, 3, padding=pad, output_padding=extra, **options)
        yield from image_layer("transposedConv1d", make, (2, 5, 4), turned, filters=2, pad=pad, extra=extra, **options)


def over_places():
    for name, one, two in [
        ("globalAveragePool", nn.AdaptiveAvgPool1d(1), nn.AdaptiveAvgPool2d(1)),
        ("globalMaxPool", nn.AdaptiveMaxPool1d(1), nn.AdaptiveMaxPool2d(1)),
    ]:
        yield from image_layer(name, lambda: nn.Sequential(one, nn.Flatten()), (2, 5, 3))
        yield from image_layer(name, lambda: nn.Sequential(two, nn.Flatten()), (2, 3, 4, 3))
    for shape in [(2, 5, 4, 2), (1, 2, 7, 2)]:
        yield from image_layer("adaptiveMaxPool2d", lambda: nn.AdaptiveMaxPool2d((3, 2)), shape)


def separable():
    depth = lambda: nn.Conv2d(3, 3, (3, 2), stride=(2, 1), padding=1, groups=3, bias=False)
    names = {"0.weight": "depthwiseconv2d1.kernel", "1.weight": "conv2d1.kernel", "1.bias": "conv2d1.bias"}
    make = lambda: nn.Sequential(depth(), nn.Conv2d(3, 4, 1))
    yield from layer("separableConv2d", make, (2, 5, 4, 3), names, images=True, weights=filters, filters=4)


def embedding():
    indices = torch.tensor([[0, 3, 3], [1, 0, 4]])
    yield from layer("embedding", lambda: nn.Embedding(5, 2), None, {"weight": "table"}, inputs=indices)


def cases():
    yield from convolutions()
    yield from pooling()
    yield from embedding()
    yield from dense()
    yield from batch_norm()
    yield from normalizations()
    yield from activations()
    yield from separable()
    yield from over_time()
    yield from over_places()
    yield from learned_units()
    yield from batch_renorm()
