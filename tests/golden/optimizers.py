"""Trajectories of PyTorch's optimizers on a function of a matrix and a vector that is not quadratic."""

import torch
from torch import optim

from generate import case

STEPS = [1, 2, 3, 5, 10, 20]

# NAdam of 1.13 has two loops. The one with foreach is the paper's, and what later versions do; the other one multiplies the
# momentum of the step twice into the product.
METHODS = [
    ("sgd", optim.SGD, {"lr": 0.1}),
    ("sgd, decay", optim.SGD, {"lr": 0.1, "weight_decay": 0.1}),
    ("sgd, momentum", optim.SGD, {"lr": 0.05, "momentum": 0.9}),
    ("sgd, Nesterov", optim.SGD, {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("sgd, Nesterov, decay", optim.SGD, {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
    ("adagrad", optim.Adagrad, {"lr": 0.1}),
    ("adagrad, all", optim.Adagrad, {"lr": 0.2, "lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.1}),
    ("adadelta", optim.Adadelta, {}),
    ("adadelta, all", optim.Adadelta, {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    ("adam", optim.Adam, {"lr": 0.05}),
    ("adam, all", optim.Adam, {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.1}),
    ("adam, amsgrad", optim.Adam, {"lr": 0.1, "betas": (0.8, 0.6), "amsgrad": True}),
    ("adamW", optim.AdamW, {"lr": 0.05, "weight_decay": 0.1}),
    ("adamW, amsgrad", optim.AdamW, {"lr": 0.1, "betas": (0.8, 0.6), "amsgrad": True, "weight_decay": 0.2}),
    ("adamax", optim.Adamax, {"lr": 0.05}),
    ("adamax, all", optim.Adamax, {"lr": 0.1, "betas": (0.8, 0.7), "eps": 1e-3, "weight_decay": 0.1}),
    ("nadam", optim.NAdam, {"lr": 0.05, "foreach": True}),
    ("nadam, all", optim.NAdam,
     {"lr": 0.1, "betas": (0.8, 0.9), "momentum_decay": 0.5, "weight_decay": 0.1, "foreach": True}),
    ("radam", optim.RAdam, {"lr": 0.05}),
    ("radam, all", optim.RAdam, {"lr": 0.1, "betas": (0.8, 0.9), "eps": 1e-4, "weight_decay": 0.1}),
    ("rmsProp", optim.RMSprop, {"lr": 0.02}),
    ("rmsProp, centred", optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "eps": 1e-3, "centered": True}),
    ("rmsProp, all", optim.RMSprop,
     {"lr": 0.01, "alpha": 0.9, "eps": 1e-3, "centered": True, "momentum": 0.8, "weight_decay": 0.1}),
    ("rmsProp, momentum", optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "momentum": 0.9}),
    ("rprop", optim.Rprop, {"lr": 0.01}),
    ("rprop, all", optim.Rprop, {"lr": 0.05, "etas": (0.4, 1.5), "step_sizes": (1e-3, 0.15)}),
    ("sgd, dampening", optim.SGD, {"lr": 0.05, "momentum": 0.9, "dampening": 0.5}),
    ("sgd, dampening, decay", optim.SGD, {"lr": 0.1, "momentum": 0.8, "dampening": 0.8, "weight_decay": 0.1}),
]


def cases():
    inputs, targets = torch.randn(4, 2), torch.rand(4, 3)
    kernel, bias = torch.randn(2, 3), torch.randn(3)

    for dtype in (torch.float64, torch.float32):
        x, y = inputs.to(dtype), targets.to(dtype)

        for name, make, options in METHODS:
            a, b = (start.to(dtype).clone().requires_grad_() for start in (kernel, bias))
            optimizer = make([a, b], **options)
            tensors = {"inputs": x, "targets": y, "kernel.0": a.clone(), "bias.0": b.clone()}

            for step in range(1, 21):
                optimizer.zero_grad()
                (((x @ a + b).tanh() - y).square().sum() + (b * b * b * b).sum() / 10).backward()
                optimizer.step()
                if step in STEPS:
                    tensors |= {f"kernel.{step}": a.clone(), f"bias.{step}": b.clone()}

            yield case(f"{name}, {str(dtype)[6:]}", tensors, method=name)
