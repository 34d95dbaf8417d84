// Runs models with ONNX Runtime. Takes the folder of onnxruntime-node and a plan: a list of models, each with files of its inputs and
// of the results wanted. Writes the results, and beside the plan a report with their shapes, or what went wrong.
const fs = require('fs');
const path = require('path');

const [library, planFile] = process.argv.slice(2);
const ort = require(library);
const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array, int64: BigInt64Array };

function read(feed, folder) {
  const bytes = fs.readFileSync(path.join(folder, feed.file));
  const copy = new Uint8Array(bytes).buffer;
  return new ort.Tensor(feed.type, new arrays[feed.type](copy), feed.dims);
}

async function run(model, folder) {
  const session = await ort.InferenceSession.create(path.join(folder, model.model), { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const runs = [];
  for (const given of model.runs) {
    const feeds = {};
    for (const feed of given.feeds) feeds[feed.name] = read(feed, folder);
    const results = await session.run(feeds);
    const shapes = [];
    session.outputNames.forEach((name, i) => {
      const tensor = results[name];
      fs.writeFileSync(path.join(folder, given.results + '.' + i), Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
      shapes.push({ name, type: tensor.type, dims: tensor.dims });
    });
    runs.push(shapes);
  }
  return { runs };
}

(async () => {
  const folder = path.dirname(planFile);
  const plan = JSON.parse(fs.readFileSync(planFile, 'utf8'));
  const report = [];
  for (const model of plan) {
    try {
      report.push(await run(model, folder));
    } catch (error) {
      report.push({ error: String(error.message || error) });
    }
  }
  fs.writeFileSync(planFile + '.report', JSON.stringify(report));
})();
