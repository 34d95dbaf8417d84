"""Times one row in PyTorch, or a matrix product in the BLAS that NumPy and PyTorch share.

    OMP_NUM_THREADS=n OPENBLAS_NUM_THREADS=n pytorch.py ROW

Says so when it is warm; then each line on standard input, a number of seconds, is answered by the time of a step.
"""

import json
import os
import pathlib
import sys
import time

import numpy
import torch
from models import MODELS


def step_of(name):
    """A step of training: a batch of shuffled samples gathered, forward, backward, update."""
    entry = MODELS[name]
    model = entry.make().train()
    optimizer = entry.optimizer(model.parameters())
    inputs = entry.inputs(entry.batch * entry.batches)
    targets = entry.targets(inputs)
    loss = entry.loss
    order = iter(())

    def step():
        nonlocal order
        rows = next(order, None)
        if rows is None:
            order = iter(torch.randperm(len(inputs)).split(entry.batch))
            rows = next(order)
        x, t = inputs.index_select(0, rows), targets.index_select(0, rows)
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), t).backward()
        optimizer.step()

    return step


def product_of(n):
    a, b = (numpy.random.rand(n, n).astype(numpy.float32) - 0.5 for _ in range(2))
    c = numpy.empty_like(a)
    return lambda: numpy.dot(a, b, out=c)


def repeat(step, seconds, count=1):
    """Steps in blocks of so many, until the time is over; seconds per step, block by block."""
    blocks, end = [], time.perf_counter() + seconds
    while not blocks or time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(count):
            step()
        blocks.append((time.perf_counter() - start) / count)
    return blocks


def measure(step, seconds):
    """The median of blocks of at least 5 ms, after a quarter of the time as a warm-up."""
    count = max(1, round(0.005 / numpy.median(repeat(step, seconds / 4))))
    return float(numpy.median(repeat(step, seconds, count)))


def blas():
    """The file of the BLAS that is loaded."""
    maps = pathlib.Path("/proc/self/maps").read_text()
    return next((line.split()[-1] for line in maps.splitlines() if "libblas" in line), "unknown")


def main():
    kind, _, rest = sys.argv[1].partition("-")
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    step = step_of(rest) if kind == "train" else product_of(int(rest.split("-")[0]))
    repeat(step, 1.0)
    print(json.dumps({"version": torch.__version__, "blas": os.path.realpath(blas())}), flush=True)
    for line in sys.stdin:
        print(json.dumps({"seconds": measure(step, float(line))}), flush=True)


if __name__ == "__main__":
    main()
