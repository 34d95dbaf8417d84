// Times one row of inference in ONNX Runtime.
//
//     node onnxruntime.js MODULES FOLDER ROW THREADS
//
// Runs the network that reference.py has exported and compares its output with PyTorch's; then each line on standard input, a
// number of seconds, is answered by the time of a prediction. The native session is called as the package calls it, without
// the package's promise around each call, and writes into memory that is there already: the least that the peer can take.

const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [modules, folder, row, threads] = process.argv.slice(2);
const home = path.join(modules, "onnxruntime-node");
const { Tensor } = require(home);
const { binding, initOrt } = require(path.join(home, "dist", "binding.js"));

function readSafetensors(file) {
    const bytes = fs.readFileSync(file);
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString("utf8", 8, start));
    return name => {
        const [first, last] = header[name].data_offsets.map(offset => start + offset);
        return new Tensor("float32", new Float32Array(bytes.buffer.slice(bytes.byteOffset + first, bytes.byteOffset + last)), header[name].shape);
    };
}

const seconds = () => Number(process.hrtime.bigint()) * 1e-9;

function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Seconds per step of blocks of so many steps, until the time is over. */
function repeat(step, time, count = 1) {
    const blocks = [];
    const end = seconds() + time;
    while (blocks.length === 0 || seconds() < end) {
        const start = seconds();
        for (let i = 0; i < count; i++) step();
        blocks.push((seconds() - start) / count);
    }
    return blocks;
}

/** The median of blocks of at least 5 ms, after a quarter of the time as a warm-up. */
function measure(step, time) {
    const count = Math.max(1, Math.round(0.005 / median(repeat(step, time / 4))));
    return median(repeat(step, time, count));
}

const tensor = readSafetensors(path.join(folder, `${row}.safetensors`));
const [x, expected] = [tensor("onnx"), tensor("output")];
const y = new Tensor("float32", new Float32Array(expected.data.length), expected.dims);
initOrt();
const session = new binding.InferenceSession();
session.loadModel(path.join(folder, `${row}.onnx`), { intraOpNumThreads: Number(threads) });
const step = () => session.run({ x }, { y }, {});
repeat(step, 1.0);

const largest = values => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const difference = largest(y.data.map((value, i) => value - expected.data[i])) / largest(expected.data);
const { version } = JSON.parse(fs.readFileSync(path.join(home, "package.json")));
console.log(JSON.stringify({ version, difference }));
readline.createInterface({ input: process.stdin }).on("line", line => console.log(JSON.stringify({ seconds: measure(step, Number(line)) })));
