// The network: its drawing, its layers, how gradients and activations are spread over them.
import { axis, chart, sequence, tick, tooltip } from './charts.js';
import { el, escaped, num, percent, section, short, table, whole } from './dom.js';

/** The drawing, from the text of an SVG file: its elements, without anything that could run. */
function drawing(svg) {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const place = el('div.drawing', { tabindex: 0, role: 'region', 'aria-label': 'Drawing of the network' });
  if (parsed.nodeName === 'svg') {
    parsed.querySelectorAll('script').forEach(script => script.remove());
    place.append(document.importNode(parsed, true));
  }
  return place;
}

function layerTable(network) {
  const rows = network.rows.map(row => ({ cells: [row.path, row.kind, row.shape, whole(row.parameters)] }));
  const foot = el('tr', {}, el('th', { scope: 'row', colspan: 3 }, `Trainable ${whole(network.trainable)}, others ${whole(network.parameters - network.trainable)}`), el('td.n', {}, whole(network.parameters)));
  return table(['Layer', 'Kind', 'Output', 'Parameters'], rows, { numeric: i => i === 3, label: 'Layers', foot });
}

export const networkSection = network =>
  section('network', 'Network', `${whole(network.parameters)} parameters in ${network.rows.length} layers, ${network.type}; from ${network.input} to ${network.output}.`,
    el('div.grid', {},
      el('div.card.wide', {}, drawing(network.svg)),
      el('div.card.wide', {}, el('h3', {}, 'Layers'), layerTable(network))));

/** Bars on a logarithmic scale that begin under the smallest: on an axis of ECharts' own they would begin at 1. */
function bars(name, label, layers, value, colour) {
  const exponents = layers.map(layer => Math.log10(num(value(layer)))).map(x => (Number.isFinite(x) ? x : null));
  const low = Math.floor(Math.min(...exponents.filter(x => x !== null), Infinity) - 0.2);
  if (!Number.isFinite(low)) return el('p.faint', {}, 'All of them are 0.');
  return chart(name, label, c => ({
    legend: { show: false },
    grid: { left: 4, right: 20, top: 8, bottom: 4, containLabel: true },
    tooltip: tooltip(c, { trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: ([p]) => `${escaped(layers[p.dataIndex].path)}<br><b>${short(value(layers[p.dataIndex]))}</b>` }),
    xAxis: axis(c, { type: 'value', min: 0, minInterval: 1, axisLabel: { formatter: x => tick(10 ** (x + low)) } }),
    yAxis: axis(c, { type: 'category', inverse: true, data: layers.map(layer => layer.path), splitLine: { show: false }, axisLabel: { width: 130, overflow: 'truncate' } }),
    series: [{ type: 'bar', barMaxWidth: 18, data: exponents.map(x => (x === null ? null : x - low)), itemStyle: { color: c[colour] } }],
  }), layers.length > 12 ? 'div.chart.tall' : 'div.chart');
}

/** The norms after each epoch, a line for each layer. */
function normCurves(run) {
  const epochs = run.history.filter(epoch => epoch.gradients);
  const names = epochs[0].gradients.map(layer => layer.path);
  return el('div.card', {},
    el('h3', {}, 'Gradient norms over epochs'),
    chart('gradient-curves', `Gradient norms of ${names.length} layers after each of ${epochs.length} epochs.`, c => ({
      color: sequence(c),
      grid: { left: 4, right: 16, top: 34, bottom: 4, containLabel: true },
      tooltip: tooltip(c, {
        trigger: 'axis', order: 'valueDesc',
        formatter: shown => [`Epoch ${shown[0].value[0]}`, ...shown.slice(0, 12).map(p => `${p.marker}${escaped(p.seriesName)} <b>${short(p.value[1])}</b>`)].join('<br>'),
      }),
      xAxis: axis(c, { type: 'value', min: 0, max: epochs[epochs.length - 1].epoch, minInterval: 1, splitLine: { show: false } }),
      yAxis: axis(c, { type: 'log', axisLabel: { formatter: tick } }),
      series: names.map((name, i) => ({
        name, type: 'line', showSymbol: epochs.length <= 30, symbolSize: 5, lineStyle: { width: 1.8, type: i < 6 ? 'solid' : [6, 3] },
        data: epochs.map(epoch => [epoch.epoch, num(epoch.gradients[i]?.norm) > 0 ? num(epoch.gradients[i].norm) : null]),
      })),
    })));
}

export function gradientSection(gradients, run) {
  const cards = [];
  if (gradients) {
    const learned = gradients.layers.filter(layer => layer.gradient !== null);
    cards.push(el('div.card', {},
      el('h3', {}, 'Gradient norms of the trained network'),
      bars('gradients', `Gradient norms of ${learned.length} layers; the whole gradient has ${short(gradients.global)}.`, learned, layer => layer.gradient, 'training')));
  }
  if (run.history.some(epoch => epoch.gradients)) cards.push(normCurves(run));
  if (!cards.length) return null;
  if (cards.length === 1) cards[0].classList.add('wide');
  return section('gradients', 'Gradients', 'How large the gradient of each layer\u2019s parameters is, on a logarithmic scale: where it vanishes, a layer learns nothing; where it explodes, training leaps.',
    el('div.grid', {}, cards));
}

export function activationSection(activations) {
  const dead = activations.reduce((sum, layer) => sum + layer.dead, 0);
  const rows = activations.map(layer => ({
    cells: [layer.path, layer.kind, short(layer.mean), short(layer.deviation), short(layer.minimum), short(layer.maximum), percent(layer.zeros), `${whole(layer.dead)} of ${whole(layer.units)}`],
  }));
  return section('activations', 'Activations', dead
    ? `What each layer gives for samples that were not trained on. ${whole(dead)} units are 0 for all of them: behind a ReLU such a unit learns no more.`
    : 'What each layer gives for samples that were not trained on. No unit is 0 for all of them.',
    el('div.card', {}, table(['Layer', 'Kind', 'Mean', 'Deviation', 'Minimum', 'Maximum', 'Zeros', 'Dead units'], rows, { numeric: i => i > 1, label: 'Activations' })));
}
