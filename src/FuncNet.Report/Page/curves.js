// The curves of a run, and its epochs as a table.
import { axis, chart, tick, tooltip } from './charts.js';
import { duration, el, figure, num, short, table, whole, words } from './dom.js';

/** Steps as epochs: between the ends of two epochs, evenly. */
function epochOfStep(run) {
  const known = run.history.filter(epoch => epoch.step);
  const ends = [[0, known.length && known[0].epoch > 1 ? known[0].epoch - 1 : 0]];
  if (known.length && known[0].epoch > 1) ends[0][0] = known[0].step - (run.stepsPerEpoch || 0);
  for (const epoch of known) ends.push([epoch.step, epoch.epoch]);
  return step => {
    let i = ends.findIndex(([end]) => step <= end);
    if (i === 0) i = 1;
    if (i > 0) {
      const [[from, first], [to, last]] = [ends[i - 1], ends[i]];
      return to > from ? first + ((last - first) * (step - from)) / (to - from) : last;
    }
    const [end, epoch] = ends[ends.length - 1];
    const length = run.stepsPerEpoch || (ends.length > 1 ? end - ends[ends.length - 2][0] : Math.max(step, 1));
    return epoch + (step - end) / length;
  };
}

const finite = (x, y) => [x, Number.isFinite(y) ? y : null];

/** The names of what was measured. */
const measured = run => (run.history[0]?.metrics ?? run.steps.metrics ?? []).map(metric => metric.name);

const of = (list, name) => num(list?.find(metric => metric.name === name)?.value);

/** The best epoch, and the one at which the run ended before its time. */
function marks(run) {
  const last = run.history[run.history.length - 1].epoch;
  const list = [{ xAxis: run.best, label: { formatter: `best: ${run.best}` } }];
  if (run.phase === 'finished' && last < run.epochs && last !== run.best) {
    const isNear = last - run.best < 0.12 * last;
    list.push({ xAxis: last, label: { formatter: `ended: ${last}`, ...(isNear ? { distance: 18 } : {}) } });
  }
  return list;
}

/** A curve over epochs: steps in the background, training, validation, and the best epoch. */
function curve(run, name, { steps, training, validation, logarithmic }) {
  const place = epochOfStep(run);
  const positive = y => (logarithmic && !(y > 0) ? null : y);
  const points = (values, x) => values.map((y, i) => finite(x(i), positive(num(y))));
  const epochs = run.history.map(epoch => epoch.epoch);
  const few = epochs.length <= 30;
  return c => {
    const series = [];
    if (steps?.length) {
      series.push({
        name: 'Steps', type: 'line', showSymbol: false, silent: true, z: 1,
        data: points(steps, i => place(num(run.steps.step[i]))),
        lineStyle: { width: 1, opacity: 0.35, color: c.training }, itemStyle: { color: c.training, opacity: 0.5 },
      });
    }
    const line = (label, values, colour, dash, symbol) => ({
      name: label, type: 'line', data: points(values, i => epochs[i]), symbol, symbolSize: few ? 6 : 4,
      showSymbol: few, lineStyle: { width: 2.2, color: colour, type: dash }, itemStyle: { color: colour }, z: 3,
    });
    if (epochs.length) series.push(line('Training', training, c.training, 'solid', 'circle'));
    if (validation && epochs.length) {
      const drawn = line('Validation', validation, c.validation, 'solid', 'rect');
      series.push(drawn);
    }
    if (run.best && epochs.length > 1) {
      const last = series[series.length - 1];
      last.markLine = {
        silent: true, symbol: 'none', animation: false,
        lineStyle: { color: c.faint, type: [4, 4], width: 1.2 },
        label: { color: c.faint, fontSize: 11.5, position: 'end', distance: 4 },
        data: marks(run),
      };
    }
    return {
      tooltip: tooltip(c, {
        trigger: 'axis',
        formatter: shown => {
          const at = shown.filter(p => p.seriesName !== 'Steps' && p.value[1] !== null);
          if (!at.length) return '';
          const rows = at.map(p => `${p.marker}${p.seriesName} <b>${figure(name, p.value[1])}</b>`);
          return [`Epoch ${at[0].value[0]}`, ...rows].join('<br>');
        },
      }),
      grid: { left: 4, right: 28, top: 48, bottom: 4, containLabel: true },
      xAxis: axis(c, { type: 'value', name: '', min: 0, max: Math.max(1, ...epochs, run.epoch || 0), minInterval: 1, splitLine: { show: false } }),
      yAxis: axis(c, { type: logarithmic ? 'log' : 'value', scale: true, axisLabel: { formatter: tick } }),
      series,
    };
  };
}

const said = (name, values, validation) => {
  const ends = list => `from ${figure(name, list[0])} to ${figure(name, list[list.length - 1])}`;
  if (!values.length) return `${words(name)} over the steps of the first epoch.`;
  return `${words(name)} over ${values.length} epochs: training ${ends(values)}${validation ? `, validation ${ends(validation)}` : ''}.`;
};

let isLogarithmic = false;

/** What a card of curves is: its chart's name, its title, what it says, how it is drawn. */
function lossCard(run) {
  const training = run.history.map(epoch => num(epoch.loss));
  const validation = isValidated(run) ? run.history.map(epoch => num(epoch.validationLoss)) : null;
  return {
    name: 'loss', title: 'Loss', kind: 'div.chart.tall', isWide: true,
    label: said('loss', training, validation),
    make: curve(run, 'loss', { steps: run.steps.loss, training, validation, logarithmic: isLogarithmic }),
  };
}

const isValidated = run => run.history.some(epoch => 'validationLoss' in epoch);

function metricCard(run, name) {
  const training = run.history.map(epoch => of(epoch.metrics, name));
  const validation = isValidated(run) ? run.history.map(epoch => of(epoch.validationMetrics, name)) : null;
  const steps = run.steps.metrics?.find(metric => metric.name === name)?.values;
  return {
    name: `metric-${name}`, title: words(name),
    label: said(name, training, validation),
    make: curve(run, name, { steps, training, validation }),
  };
}

function rateCard(run) {
  const epochs = run.history.map(epoch => epoch.epoch);
  const rates = run.history.map(epoch => num(epoch.rate));
  return {
    name: 'rate', title: 'Learning rate',
    label: `Learning rate over ${epochs.length} epochs, from ${short(rates[0])} to ${short(rates[rates.length - 1])}.`,
    make: c => ({
      legend: { show: false },
      grid: { left: 4, right: 16, top: 16, bottom: 4, containLabel: true },
      tooltip: tooltip(c, { trigger: 'axis', formatter: ([p]) => `Epoch ${p.value[0]}<br>Rate <b>${short(p.value[1])}</b>` }),
      xAxis: axis(c, { type: 'value', min: 0, max: Math.max(1, ...epochs), minInterval: 1, splitLine: { show: false } }),
      yAxis: axis(c, { type: 'value', axisLabel: { formatter: tick }, min: 0 }),
      series: [{ type: 'line', step: 'end', data: epochs.map((epoch, i) => finite(epoch, rates[i])), showSymbol: epochs.length <= 30, symbolSize: 5, lineStyle: { color: c.third, width: 2 }, itemStyle: { color: c.third } }],
    }),
  };
}

function timeCard(run) {
  const timed = run.history.filter(epoch => 'seconds' in epoch);
  const validated = timed.some(epoch => num(epoch.validationSeconds) > 0);
  const bar = (name, key, colour) => ({
    name, type: 'bar', stack: 'time', barMaxWidth: 26, itemStyle: { color: colour },
    data: timed.map(epoch => num(epoch[key])),
  });
  const total = timed.reduce((sum, epoch) => sum + num(epoch.seconds), 0);
  return {
    name: 'time', title: 'Time per epoch',
    label: `Seconds of ${timed.length} epochs, ${duration(total / timed.length)} on average.`,
    make: c => ({
      tooltip: tooltip(c, {
        trigger: 'axis',
        formatter: shown => {
          const epoch = timed[shown[0].dataIndex];
          const speed = num(epoch.samples) / num(epoch.seconds);
          return [`Epoch ${epoch.epoch}`, ...shown.map(p => `${p.marker}${p.seriesName} <b>${duration(p.value)}</b>`), `${whole(Math.round(speed))} samples/s`].join('<br>');
        },
      }),
      xAxis: axis(c, { type: 'category', data: timed.map(epoch => epoch.epoch), splitLine: { show: false } }),
      yAxis: axis(c, { type: 'value', axisLabel: { formatter: value => duration(value) } }),
      series: [bar('Training', 'seconds', c.training), ...(validated ? [bar('Validation', 'validationSeconds', c.validation)] : [])],
    }),
  };
}

export function epochTable(run) {
  const names = measured(run);
  const validated = run.history.some(epoch => 'validationLoss' in epoch);
  const timed = run.history.some(epoch => 'seconds' in epoch);
  const headings = ['Epoch', 'Loss', ...names.map(words)];
  if (validated) headings.push('Validation loss', ...names.map(name => `Validation ${words(name).toLowerCase()}`));
  headings.push('Rate');
  if (timed) headings.push('Time', 'Samples/s');
  const rows = run.history.map(epoch => {
    const cells = [String(epoch.epoch), short(epoch.loss), ...names.map(name => figure(name, of(epoch.metrics, name)))];
    if (validated) cells.push(short(epoch.validationLoss), ...names.map(name => figure(name, of(epoch.validationMetrics, name))));
    cells.push(short(epoch.rate));
    if (timed) cells.push('seconds' in epoch ? duration(epoch.seconds) : '\u2013', 'seconds' in epoch ? whole(Math.round(num(epoch.samples) / num(epoch.seconds))) : '\u2013');
    return { best: epoch.epoch === run.best, cells };
  });
  return table(headings, rows, { numeric: () => true, label: 'Epochs' });
}

/** The cards that there are to draw. */
function cardsOf(run) {
  const cards = [lossCard(run), ...measured(run).map(name => metricCard(run, name))];
  if (run.history.length > 1 && new Set(run.history.map(epoch => num(epoch.rate))).size > 1) cards.push(rateCard(run));
  if (run.history.some(epoch => 'seconds' in epoch)) cards.push(timeCard(run));
  if (cards.length % 2 === 0) cards[cards.length - 1].isWide = true;
  return cards;
}

/** Which cards those are: while it stays the same, their charts need new numbers only. */
export const curveKey = run => cardsOf(run).map(card => `${card.name}${card.isWide ? '!' : ''}`).join() + (run.history.length > 0);

/** The cards. redraw: called when a chart is to be drawn in another way. */
export function curveCards(run, redraw) {
  const logarithmic = el('button.small.toggle', {
    type: 'button', 'aria-pressed': String(isLogarithmic),
    onclick() {
      isLogarithmic = !isLogarithmic;
      logarithmic.setAttribute('aria-pressed', String(isLogarithmic));
      redraw();
    },
  }, 'Logarithmic');
  return cardsOf(run).map(card =>
    el(card.isWide ? 'div.card.wide' : 'div.card', {},
      card.name === 'loss' ? el('div.row', {}, el('h3', {}, card.title), logarithmic) : el('h3', {}, card.title),
      chart(card.name, card.label, card.make, card.kind)));
}

/** New numbers in the charts that are there. */
export const updateCurves = run => cardsOf(run).forEach(card => chart(card.name, card.label, card.make));
