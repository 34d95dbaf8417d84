"""Losses: the value over the batch, and its gradient with respect to the prediction."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from generate import case


def value_and_gradient(name, loss, prediction, target, extra=None, **options):
    """A case in float64, and the same in float32."""
    for kind in (torch.float64, torch.float32):

        def typed(x):
            return x.to(kind) if x.is_floating_point() else x

        x = typed(prediction).requires_grad_()
        value = loss(x, typed(target))
        (gradient,) = torch.autograd.grad(value, x)
        tensors = {"prediction": x, "target": target if target.dtype == torch.int64 else typed(target)}
        tensors |= {"value": value, "gradient": gradient}
        tensors |= extra or {}
        yield case(name, tensors, **options)


def cases():
    logits, labels = 3 * torch.randn(5, 4), torch.tensor([0, 3, 1, 1, 2])
    distribution = torch.softmax(torch.randn(5, 4), -1)
    weights = torch.tensor([0.5, 2.0, 1.0, 3.0])
    yield from value_and_gradient("cross-entropy", nn.CrossEntropyLoss(), logits, labels)
    yield from value_and_gradient("cross-entropy", nn.CrossEntropyLoss(), logits, distribution)
    for smoothing in (0.1, 0.4):
        smoothed = nn.CrossEntropyLoss(label_smoothing=smoothing)
        yield from value_and_gradient("cross-entropy, smoothed", smoothed, logits, labels, smoothing=smoothing)
        yield from value_and_gradient("cross-entropy, smoothed", smoothed, logits, distribution, smoothing=smoothing)

    def weighted(reduction):
        def loss(x, t):
            return nn.CrossEntropyLoss(weight=weights.to(x.dtype), reduction=reduction)(x, t).mean()

        return loss

    extra = {"weights": weights}
    yield from value_and_gradient("cross-entropy, weighted", weighted("none"), logits, labels, extra)
    yield from value_and_gradient("cross-entropy, weighted mean", weighted("mean"), logits, labels, extra)

    x, t01 = 3 * torch.randn(4, 3), torch.rand(4, 3)
    probability = 0.05 + 0.9 * torch.rand(4, 3)
    yield from value_and_gradient("binary cross-entropy", nn.BCELoss(), probability, t01)
    yield from value_and_gradient("binary cross-entropy from logits", nn.BCEWithLogitsLoss(), x, t01)

    y, t = torch.randn(4, 3), 2 * torch.randn(4, 3)
    yield from value_and_gradient("squared", nn.MSELoss(), y, t)
    yield from value_and_gradient("absolute", nn.L1Loss(), y, t)
    for width in (0.5, 1.0, 2.5):
        yield from value_and_gradient("smooth L1", nn.SmoothL1Loss(beta=width), y, t, width=width)
        yield from value_and_gradient("Huber", nn.HuberLoss(delta=width), y, t, width=width)

    signs = torch.where(torch.rand(4, 3) > 0.5, 1.0, -1.0)
    yield from value_and_gradient("soft margin", nn.SoftMarginLoss(), x, signs)
    for margin in (1.0, 2.5):
        hinge = nn.HingeEmbeddingLoss(margin=margin)
        yield from value_and_gradient("hinge embedding", hinge, 2 * torch.rand(4, 3), signs, margin=margin)
        yield from value_and_gradient("multi-margin", nn.MultiMarginLoss(margin=margin), logits, labels, margin=margin)

    pairs, pair_signs = torch.randn(6, 2, 5), torch.tensor([1.0, -1.0, 1.0, -1.0, -1.0, 1.0])
    triplets, unread = torch.randn(6, 3, 5), torch.zeros(6)
    for margin in (0.0, 0.3):

        def cosine(x, t, margin=margin):
            return F.cosine_embedding_loss(x[:, 0], x[:, 1], t, margin=margin)

        yield from value_and_gradient("cosine embedding", cosine, pairs, pair_signs, margin=margin)

    for margin in (0.5, 1.0):

        def triplet(x, t, margin=margin):
            return F.triplet_margin_loss(x[:, 0], x[:, 1], x[:, 2], margin=margin)

        yield from value_and_gradient("triplet", triplet, triplets, unread, margin=margin)

    def similarity(x, t):
        return (1 - F.cosine_similarity(x, t, dim=-1)).mean()

    yield from value_and_gradient("cosine similarity", similarity, y, t)

    counts = torch.tensor([[0.0, 3.0, 1.0], [2.0, 7.0, 0.0], [1.0, 1.0, 4.0], [5.0, 0.0, 2.0]])
    yield from value_and_gradient("Poisson", nn.PoissonNLLLoss(), y, counts)
    yield from value_and_gradient("Poisson of rates", nn.PoissonNLLLoss(log_input=False), 0.1 + 3 * torch.rand(4, 3), counts)
    with_zero = torch.cat([torch.eye(4)[:1], distribution[1:]])
    divergence = nn.KLDivLoss(reduction="batchmean")
    yield from value_and_gradient("KL divergence", divergence, torch.log_softmax(logits, -1), with_zero)

    def smoothed_and_weighted(reduction, smoothing):
        def loss(x, t):
            return nn.CrossEntropyLoss(weights.to(x.dtype), label_smoothing=smoothing, reduction=reduction)(x, t).mean()

        return loss

    for smoothing in (0.1, 0.4):
        for reduction, target, name in [
            ("none", labels, "cross-entropy, smoothed and weighted"),
            ("none", distribution, "cross-entropy, smoothed and weighted"),
            ("mean", labels, "cross-entropy, smoothed and weighted mean"),
            # With distributions PyTorch's mean is over the samples: it does not divide by the weights.
            ("mean", distribution, "cross-entropy, smoothed and weighted"),
        ]:
            loss = smoothed_and_weighted(reduction, smoothing)
            yield from value_and_gradient(name, loss, logits, target, extra, smoothing=smoothing)
    yield from value_and_gradient("cross-entropy, weighted", weighted("none"), logits, distribution, extra)
