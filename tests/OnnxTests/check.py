"""Holds each model against the standard, with shapes inferred. A line for each that does not hold: the file, a tab, what is wrong."""
import sys

import onnx

for file in sys.argv[1:]:
    try:
        onnx.checker.check_model(file, full_check=True)
    except Exception as error:
        print(file + "\t" + str(error).replace("\n", " "))
