// A classification: its confusion matrix, figures of each class, calibration.
import { axis, chart, tick, tooltip } from './charts.js';
import { el, num, percent, section, table, whole } from './dom.js';

const modes = { counts: 'Counts', shares: 'Row percentages' };
let mode = 'counts';

/** A cell's colour: blue where it is right, orange where it is wrong, the stronger the larger its share of the row. */
function tint(share, isRight) {
  if (!(share > 0)) return '';
  return `background: rgba(var(--${isRight ? 'hit' : 'miss'}), ${(0.12 + 0.68 * Math.min(1, isRight ? share : 1.6 * share)).toFixed(3)})`;
}

function matrix(classes) {
  const { names, counts, support } = classes;
  const dense = names.length > 16;
  const cell = (row, column) => {
    const count = counts[row][column];
    const share = support[row] ? count / support[row] : 0;
    const [large, small] = mode === 'counts' ? [whole(count), percent(share, share < 0.1 ? 1 : 0)] : [percent(share, 1), whole(count)];
    return el(count ? 'td' : 'td.zero', {
      style: tint(share, row === column),
      title: `is ${names[row]}, taken for ${names[column]}: ${whole(count)} (${percent(share)} of the row)`,
    }, large, count ? el('small', {}, small) : null);
  };
  return el('table.confusion' + (dense ? '.dense' : ''), {},
    el('caption.visually-hidden', {}, 'Confusion matrix: rows are the true classes, columns what they were taken for.'),
    el('thead', {}, el('tr', {}, el('td', { style: 'background: none' }), names.map(name => el('th', { scope: 'col', title: name }, name)))),
    el('tbody', {}, names.map((name, row) =>
      el('tr', {}, el('th', { scope: 'row', title: name }, name), names.map((_, column) => cell(row, column))))));
}

/** Of very many classes, the pairs that are confused most. */
function pairCard(classes) {
  const pairs = [];
  classes.counts.forEach((row, truth) => row.forEach((count, taken) => {
    if (count > 0 && truth !== taken) pairs.push({ truth, taken, count });
  }));
  pairs.sort((a, b) => b.count - a.count);
  const rows = pairs.slice(0, 40).map(({ truth, taken, count }) => ({
    cells: [classes.names[truth], classes.names[taken], whole(count), percent(count / classes.support[truth])],
  }));
  return el('div.card.wide', {},
    el('h3', {}, 'Most frequent confusions'),
    table(['Class', 'Taken for', 'Samples', 'Of the class'], rows, { numeric: i => i > 1, label: 'Most frequent confusions' }));
}

function matrixCard(classes) {
  if (classes.names.length > 60) return pairCard(classes);
  const card = el('div.card.wide');
  const draw = () => {
    const buttons = el('div.group.toggle', { role: 'group', 'aria-label': 'What the cells show' },
      Object.entries(modes).map(([key, text]) =>
        el('button.small', { type: 'button', 'aria-pressed': String(mode === key), onclick() { mode = key; draw(); card.querySelector('button[aria-pressed="true"]').focus(); } }, text)));
    card.replaceChildren(
      el('div.row', {}, el('h3', {}, 'Confusion matrix'), buttons),
      el('p.axis', {}, 'taken for \u2192'),
      el('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Confusion matrix' }, matrix(classes)),
      el('p.axis', {}, 'Rows are the true classes. Blue cells are right, orange ones wrong, the stronger the larger their share of the row.'));
  };
  draw();
  return card;
}

const meter = value => el('span.meter', {}, percent(value), el('i', { 'aria-hidden': 'true' }, el('b', { style: `width:${Math.round(100 * Math.max(0, Math.min(1, num(value))))}%` })));

function classTable(classes) {
  const total = classes.support.reduce((sum, n) => sum + n, 0);
  const rows = classes.names.map((name, i) => ({
    cells: [name, meter(classes.precision[i]), meter(classes.recall[i]), meter(classes.f1[i]), whole(classes.support[i])],
  }));
  const foot = el('tr', {},
    el('th', { scope: 'row' }, 'Mean of the classes'),
    [classes.macroPrecision, classes.macroRecall, classes.macroF1].map(value => el('td.n', {}, meter(value))),
    el('td.n', {}, whole(total)));
  return el('div.card.wide', {},
    el('h3', {}, 'Classes'),
    table(['Class', 'Precision', 'Recall', 'F1', 'Support'], rows, { numeric: i => i > 0, label: 'Figures of each class', foot }));
}

function calibrationCard(classes) {
  const { bins, error } = classes.calibration;
  return el('div.card', {},
    el('h3', {}, 'Calibration'),
    chart('calibration', `How often the network is right, by how sure it is. Expected calibration error ${percent(error)}.`, c => ({
      legend: { show: false },
      grid: { left: 8, right: 18, top: 24, bottom: 22, containLabel: true },
      tooltip: tooltip(c, {
        trigger: 'item',
        formatter: p => (p.seriesIndex === 1 ? `${percent(p.value[0])} sure on average<br>${percent(p.value[1])} right<br>${whole(bins[p.dataIndex].count)} samples` : ''),
      }),
      xAxis: axis(c, { type: 'value', min: 0, max: 1, name: 'probability of the class taken', nameLocation: 'middle', nameGap: 26, axisLabel: { formatter: v => `${Math.round(100 * v)}%` } }),
      yAxis: axis(c, { type: 'value', min: 0, max: 1, name: 'right', axisLabel: { formatter: v => `${Math.round(100 * v)}%` } }),
      series: [
        { type: 'line', data: [[0, 0], [1, 1]], showSymbol: false, silent: true, lineStyle: { color: c.faint, type: [4, 4], width: 1 } },
        { type: 'line', data: bins.map(bin => [num(bin.confidence), num(bin.accuracy)]), symbol: 'circle', symbolSize: (_, p) => 5 + 9 * Math.sqrt(bins[p.dataIndex].count / Math.max(...bins.map(bin => bin.count))), lineStyle: { color: c.training, width: 2 }, itemStyle: { color: c.training } },
      ],
    })),
    el('p.axis', {}, `Expected calibration error ${percent(error)}: on the dashed line, a network is right as often as it is sure.`));
}

function supportCard(classes) {
  const wrong = classes.names.map((_, i) => classes.support[i] - classes.counts[i][i]);
  const right = classes.names.map((_, i) => classes.counts[i][i]);
  const series = (name, data, colour) => ({ name, type: 'bar', stack: 'all', data, itemStyle: { color: colour }, barMaxWidth: 30 });
  return el('div.card', {},
    el('h3', {}, 'Samples of each class'),
    chart('support', `Samples of ${classes.names.length} classes, right and wrong.`, c => ({
      tooltip: tooltip(c, { trigger: 'axis' }),
      xAxis: axis(c, { type: 'category', data: classes.names, splitLine: { show: false } }),
      yAxis: axis(c, { type: 'value', minInterval: 1, axisLabel: { formatter: tick } }),
      series: [series('Right', right, c.training), series('Wrong', wrong, c.validation)],
    })),
    el('p.axis', {}, 'by true class'));
}

export const classSection = classes =>
  section('classes', 'Right and wrong', `Of ${whole(classes.support.reduce((sum, n) => sum + n, 0))} samples that were not trained on, ${percent(classes.accuracy, 2)} are right.`,
    el('div.grid', {}, matrixCard(classes), classTable(classes), calibrationCard(classes), supportCard(classes)));
