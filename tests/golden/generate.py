#!/usr/bin/env python3
"""Writes the golden values: what PyTorch computes, for tests to compare with.

    python3 tests/golden/generate.py [FAMILY ...]

Every other module of this folder is a family: its function cases() yields cases (made with case() below), which are
written to FAMILY.json beside it. The files are committed; tests read them, and need no Python.
"""

import importlib
import json
import pathlib
import sys

import torch

HERE = pathlib.Path(__file__).resolve().parent


def tensor(value):
    """A tensor as JSON: its shape, and its numbers in row-major order, as exact as float64 prints them."""
    value = value.detach().contiguous()
    kind = {torch.float64: "float64", torch.float32: "float32", torch.int64: "int32", torch.bool: "bool"}[value.dtype]
    return {"dtype": kind, "shape": list(value.shape), "data": value.flatten().tolist()}


def case(name, tensors, **options):
    """One case: a name, named tensors, and the options that it was computed with."""
    return {"name": name, "options": options, "tensors": {key: tensor(value) for key, value in tensors.items()}}


def main():
    sys.path.insert(0, str(HERE))
    sys.modules["generate"] = sys.modules["__main__"]
    families = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem != "generate")

    for family in families:
        torch.manual_seed(20)
        torch.set_default_dtype(torch.float64)
        cases = list(importlib.import_module(family).cases())
        lines = ",\n".join(json.dumps(each) for each in cases)
        (HERE / f"{family}.json").write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n')
        print(f"{family}.json: {len(cases)} cases")


if __name__ == "__main__":
    main()
