"""The safetensors format: the length of a JSON header, the header, the numbers."""

import json
import struct

import numpy

TYPES = {"float32": "F32", "int32": "I32"}


def write(path, tensors):
    """Writes arrays of float32 and int32 by their names."""
    header, parts, offset = {}, [], 0
    for name, value in tensors.items():
        data = numpy.ascontiguousarray(value).tobytes()
        header[name] = {
            "dtype": TYPES[str(value.dtype)],
            "shape": list(value.shape),
            "data_offsets": [offset, offset + len(data)],
        }
        parts.append(data)
        offset += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for part in parts:
            file.write(part)
