"""Attention: outputs and gradients, with causal masks, lengths, and a second sequence. Parameters go by FuncNet's names."""

import torch
from torch import nn

from generate import case

BATCH, TIME, WIDTH = 3, 5, 6


def randomize(module):
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.5)


def named(values):
    """Values and gradients by name; weights are turned around."""
    for name, parameter, part in values:
        turn = lambda value: value[part].t() if value.dim() > 1 else value[part]
        yield name, turn(parameter)
        yield f"d{name}", turn(parameter.grad)


ALL = slice(None)


def padding(lengths, time):
    return None if lengths is None else torch.arange(time)[None, :] >= torch.tensor(lengths)[:, None]


def cotangent(y, hidden):
    """Drawn numbers, 0 at steps beyond a length, whose results mean nothing."""
    u = torch.randn(y.shape, dtype=y.dtype)
    return u if hidden is None else u.masked_fill(hidden[:, :, None], 0)


def self_attention(dtype, heads, causal, lengths):
    module = nn.MultiheadAttention(WIDTH, heads, batch_first=True).to(dtype)
    randomize(module)
    x = torch.randn((BATCH, TIME, WIDTH), dtype=dtype, requires_grad=True)
    mask = torch.ones(TIME, TIME, dtype=torch.bool).triu(1) if causal else None
    hidden = padding(lengths, TIME)
    y, _ = module(x, x, x, key_padding_mask=hidden, attn_mask=mask)
    u = cotangent(y, hidden)
    (u * y).sum().backward()
    tensors = {"x": x, "y": y, "u": u, "dx": x.grad}
    if lengths is not None:
        tensors["lengths"] = torch.tensor(lengths)
    tensors |= dict(
        named(
            [
                ("attention1.kernel", module.in_proj_weight, ALL),
                ("attention1.bias", module.in_proj_bias, ALL),
                ("attention1.outputKernel", module.out_proj.weight, ALL),
                ("attention1.outputBias", module.out_proj.bias, ALL),
            ]
        )
    )
    return case("attention", tensors, heads=heads, causal=causal)


def cross_attention(dtype, lengths):
    module = nn.MultiheadAttention(WIDTH, 2, batch_first=True, kdim=4, vdim=4).to(dtype)
    randomize(module)
    x = torch.randn((BATCH, TIME, WIDTH), dtype=dtype, requires_grad=True)
    memory = torch.randn((BATCH, 4, 4), dtype=dtype, requires_grad=True)
    y, _ = module(x, memory, memory, key_padding_mask=padding(lengths, 4))
    u = torch.randn(y.shape, dtype=dtype)
    (u * y).sum().backward()
    tensors = {"x": x, "memory": memory, "y": y, "u": u, "dx": x.grad, "dmemory": memory.grad}
    if lengths is not None:
        tensors["lengths"] = torch.tensor(lengths)
    bias = module.in_proj_bias
    kernels = torch.cat([module.k_proj_weight, module.v_proj_weight])
    kernels.grad = torch.cat([module.k_proj_weight.grad, module.v_proj_weight.grad])
    tensors |= dict(
        named(
            [
                ("crossattention1.kernel", module.q_proj_weight, ALL),
                ("crossattention1.bias", bias, slice(WIDTH)),
                ("crossattention1.memoryKernel", kernels, ALL),
                ("crossattention1.memoryBias", bias, slice(WIDTH, None)),
                ("crossattention1.outputKernel", module.out_proj.weight, ALL),
                ("crossattention1.outputBias", module.out_proj.bias, ALL),
            ]
        )
    )
    return case("crossAttention", tensors)


def block(dtype, causal, lengths):
    settings = {"dropout": 0.0, "activation": "gelu", "batch_first": True, "norm_first": True}
    module = nn.TransformerEncoderLayer(WIDTH, 2, 8, **settings).to(dtype)
    randomize(module)
    x = torch.randn((BATCH, TIME, WIDTH), dtype=dtype, requires_grad=True)
    mask = torch.ones(TIME, TIME, dtype=torch.bool).triu(1) if causal else None
    hidden = padding(lengths, TIME)
    y = module(x, src_mask=mask, src_key_padding_mask=hidden)
    u = cotangent(y, hidden)
    (u * y).sum().backward()
    tensors = {"x": x, "y": y, "u": u, "dx": x.grad}
    if lengths is not None:
        tensors["lengths"] = torch.tensor(lengths)
    tensors |= dict(
        named(
            [
                ("layernorm1.scale", module.norm1.weight, ALL),
                ("layernorm1.shift", module.norm1.bias, ALL),
                ("attention1.kernel", module.self_attn.in_proj_weight, ALL),
                ("attention1.bias", module.self_attn.in_proj_bias, ALL),
                ("attention1.outputKernel", module.self_attn.out_proj.weight, ALL),
                ("attention1.outputBias", module.self_attn.out_proj.bias, ALL),
                ("layernorm2.scale", module.norm2.weight, ALL),
                ("layernorm2.shift", module.norm2.bias, ALL),
                ("dense1.kernel", module.linear1.weight, ALL),
                ("dense1.bias", module.linear1.bias, ALL),
                ("dense2.kernel", module.linear2.weight, ALL),
                ("dense2.bias", module.linear2.bias, ALL),
            ]
        )
    )
    return case("block", tensors, causal=causal)


def cases():
    for dtype in [torch.float64, torch.float32]:
        for heads in [1, 2, 3]:
            for causal in [False, True]:
                for lengths in [None, [5, 2, 1]]:
                    yield self_attention(dtype, heads, causal, lengths)
        for lengths in [None, [4, 1, 3]]:
            yield cross_attention(dtype, lengths)
            yield block(dtype, lengths is not None, lengths)
            yield block(dtype, lengths is None, lengths)
