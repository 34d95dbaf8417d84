"""Floating-point operations of the products and convolutions of a network; the rest is not counted."""

from torch import nn


def of_layer(layer, x, y):
    """(operations of the forward pass, those of the input's gradient, which a first layer does not need)."""
    if isinstance(layer, nn.Linear):
        all = 2 * y.numel() * layer.in_features
        return all, all
    if isinstance(layer, nn.Conv2d):
        all = 2 * y.numel() * layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1]
        return all, all
    if isinstance(layer, nn.LSTM):
        steps, gates = x.shape[0] * x.shape[1], 4 * layer.hidden_size
        return 2 * steps * (layer.input_size + layer.hidden_size) * gates, 2 * steps * layer.input_size * gates
    if isinstance(layer, nn.MultiheadAttention):
        batch, time, width = x.shape
        # A normalization that learns stands before it, and needs the gradient of the input.
        return 2 * batch * time * (4 * width * width + 2 * time * width), 0
    return 0, 0


def count(model, x, training):
    """Operations of a forward pass, or of a step of training: three times those, but for the gradient of the input."""
    found = []

    def hook(layer, inputs, output):
        found.append(of_layer(layer, inputs[0], output))

    kinds = nn.Linear, nn.Conv2d, nn.LSTM, nn.MultiheadAttention
    handles = [each.register_forward_hook(hook) for each in model.modules() if isinstance(each, kinds)]
    model(x)
    for handle in handles:
        handle.remove()
    forward = sum(all for all, _ in found)
    return 3 * forward - found[0][1] if training else forward
