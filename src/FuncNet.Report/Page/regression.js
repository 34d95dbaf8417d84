// Predicted numbers against the truth.
import { axis, chart, tick, tooltip } from './charts.js';
import { el, num, section, short, whole } from './dom.js';

function scatter(output) {
  const points = output.truth.map((t, i) => [num(t), num(output.predicted[i])]);
  const all = points.flat().filter(Number.isFinite);
  if (!all.length) return null;
  const low = Math.min(...all), high = Math.max(...all);
  return el('div.card', {},
    el('h3', {}, `Predicted and true: ${output.name}`),
    chart(`scatter-${output.name}`, `${output.name}: ${points.length} predictions against the truth, R\u00b2 ${short(output.r2)}.`, c => ({
      legend: { show: false },
      grid: { left: 8, right: 18, top: 26, bottom: 24, containLabel: true },
      tooltip: tooltip(c, { trigger: 'item', formatter: p => `true <b>${short(p.value[0])}</b><br>predicted <b>${short(p.value[1])}</b>` }),
      xAxis: axis(c, { type: 'value', scale: true, name: 'true', nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: tick } }),
      yAxis: axis(c, { type: 'value', scale: true, name: 'predicted', axisLabel: { formatter: tick } }),
      series: [
        { type: 'line', data: [[low, low], [high, high]], showSymbol: false, silent: true, lineStyle: { color: c.faint, type: [4, 4], width: 1.2 } },
        { type: 'scatter', data: points, symbolSize: points.length > 400 ? 4 : 6, itemStyle: { color: c.training, opacity: points.length > 400 ? 0.45 : 0.65 } },
      ],
    }), 'div.chart.tall'));
}

function residuals(output) {
  if (!output.histogram) return null;
  const { low, width, counts } = output.histogram;
  const start = num(low), step = num(width);
  const middles = counts.map((_, i) => start + (i + 0.5) * step);
  return el('div.card', {},
    el('h3', {}, `Residuals: ${output.name}`),
    chart(`residuals-${output.name}`, `${output.name}: how predicted minus true is spread, from ${short(start)} to ${short(start + step * counts.length)}; the mean is ${short(output.bias)}.`, c => ({
      legend: { show: false },
      grid: { left: 8, right: 18, top: 26, bottom: 24, containLabel: true },
      tooltip: tooltip(c, {
        trigger: 'axis', axisPointer: { type: 'shadow' },
        formatter: ([p]) => `${short(start + p.dataIndex * step, 3)} to ${short(start + (p.dataIndex + 1) * step, 3)}<br><b>${whole(p.value)}</b> samples`,
      }),
      xAxis: axis(c, { type: 'category', data: middles.map(x => short(x, 3)), name: 'predicted \u2212 true', nameLocation: 'middle', nameGap: 26, splitLine: { show: false } }),
      yAxis: axis(c, { type: 'value', minInterval: 1, name: 'samples', axisLabel: { formatter: tick } }),
      series: [{ type: 'bar', data: counts, barCategoryGap: '6%', itemStyle: { color: c.training } }],
    }), 'div.chart.tall'));
}

const facts = output =>
  el('div.card.wide', {}, el('div.figures', {},
    [['R\u00b2', output.r2], ['root mean squared error', output.rootMeanSquaredError], ['mean absolute error', output.meanAbsoluteError], ['mean residual', output.bias]]
      .map(([name, value]) => el('span', {}, `${name} `, el('b', {}, short(value))))));

export const regressionSection = regression =>
  section('regression', 'Predicted and true', `${whole(regression.outputs[0].samples)} samples that were not trained on; on the dashed line, a prediction is exact.`,
    el('div.grid', {}, regression.outputs.flatMap(output => [facts(output), scatter(output), residuals(output)])));
