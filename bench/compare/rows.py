"""The rows of the comparison, with their goals."""

from dataclasses import dataclass


@dataclass
class Row:
    """ratio: how many times as fast as the peer it shall be; share: of the machine's limit."""

    name: str
    title: str
    peer: str = ""
    ratio: float | None = None
    share: float | None = None
    threads: int = 2

    @property
    def is_kernel(self):
        return self.name.startswith(("matmul", "convolution"))

    @property
    def goal(self):
        ratio = f"× {self.ratio:g}" if self.ratio else ""
        share = f"{self.share:.0%}" if self.share else ""
        return " and ".join(f"≥ {each}".replace("%", " %") for each in (ratio, share) if each)


def products():
    for size in 64, 128, 512, 1024, 2048:
        for threads, share in (1, 0.88), (2, 0.85):
            goals = (1.0, None) if size < 512 else (0.95, share)
            title = f"matrix product {size}³, {count(threads)}"
            yield Row(f"matmul-{size}-{threads}", title, "OpenBLAS", *goals, threads)


def convolutions():
    for batch, side, channels, filters, padding in (
        (32, 16, 16, 32, 1),
        (32, 8, 32, 64, 1),
        (64, 26, 32, 64, 0),
        (32, 32, 3, 16, 1),
    ):
        for part, share in ("forward", 0.9), ("input gradient", 0.85), ("filter gradient", 0.8):
            for threads in 1, 2:
                title = f"convolution {batch}×{side}×{side}×{channels}→{filters}, {part}, {count(threads)}"
                sizes = f"{batch}-{side}-{channels}-{filters}-{padding}"
                name = f"convolution-{sizes}-{part.split()[0]}-{threads}"
                yield Row(name, title, share=share, threads=threads)


def count(threads):
    return "1 thread" if threads == 1 else f"{threads} threads"


def train(name, title, ratio):
    return Row(f"train-{name}", f"train step, {title}", "PyTorch", ratio)


def infer(name, title, batch, ratio):
    return Row(f"infer-{name}-{batch}", f"inference, {title}, batch {batch}", "ONNX Runtime", ratio)


DENSE = "MLP 784-512-512-10"
DEEP = "conv 16-32-64 – dense 500, 32×32"
WIDE = "conv 32 – conv 64 – dense 128, 28×28"

ROWS = [
    *products(),
    *convolutions(),
    train("mlp-2-8-1", "MLP 2-8-1, batch 4, SGD", 25),
    train("mlp-784-128-10", "MLP 784-128-10, batch 32, Adam", 4),
    train("mlp-784-512-512-10", "MLP 784-512-512-10, dropout 0.2, batch 128, Adam", 2.2),
    train("note-001", "CNN of note 001, batch 32, RMSProp", 3.5),
    train("conv-32-64", "conv 32 – conv 64 – pool – dense 128, 28×28, batch 64, Adadelta", 2.1),
    train("lstm", "LSTM 64→128, 50 steps, batch 32, Adam", 3.5),
    train("resnet-20", "ResNet-20, 32×32, batch 32, momentum", 1.6),
    train("transformer", "transformer block, 64 tokens, batch 32, Adam", 2),
    infer("mlp-784-512-512-10", DENSE, 128, 1),
    infer("mlp-784-512-512-10", DENSE, 1, 1),
    infer("conv-16-32-64", DEEP, 32, 1),
    infer("conv-16-32-64", DEEP, 1, 1),
    infer("conv-32-64", WIDE, 64, 1.25),
    infer("conv-32-64", WIDE, 1, 1),
]
