// Charts: the parts of Apache ECharts that the page needs, in the page's colours.
import { init, use } from 'echarts/core';
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { el } from './dom.js';

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

/** The charts on the page, by name. A chart lives as long as its name is drawn. */
const charts = new Map();

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(`--${name}`).trim();
  return {
    text: of('text'), faint: of('faint'), rule: of('rule'), card: of('card'),
    training: of('training'), validation: of('validation'), third: of('third'), fourth: of('fourth'), bad: of('bad'), good: of('good'),
  };
}

/** Colours for many lines, none for a meaning of its own. */
export const sequence = c => [c.training, c.validation, c.third, c.fourth, c.good, c.bad];

export function axis(c, options = {}) {
  const { name, ...rest } = options;
  return {
    name,
    nameTextStyle: { color: c.faint, fontSize: 11.5 },
    axisLabel: { color: c.faint, fontSize: 11.5, hideOverlap: true, ...(rest.axisLabel ?? {}) },
    axisLine: { lineStyle: { color: c.rule } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: c.rule, opacity: 0.6 } },
    minorTick: { show: false },
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'axisLabel')),
  };
}

export function tooltip(c, options = {}) {
  return {
    confine: true,
    backgroundColor: c.card,
    borderColor: c.rule,
    textStyle: { color: c.text, fontSize: 12.5 },
    transitionDuration: 0,
    ...options,
  };
}

/** Numbers for axes. */
export function tick(value) {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e5)) return String(+value.toPrecision(4)).replace('-', '\u2212');
  return value.toExponential().replace(/(\.\d\d)\d+/, '$1').replace('e+', 'e').replaceAll('-', '\u2212');
}

/** What charts have in common. */
export const base = c => ({
  animation: false,
  // The font by its name: texts are measured before they are part of the page.
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: c.text },
  legend: { top: 0, left: 0, itemWidth: 22, itemHeight: 8, textStyle: { color: c.text, fontSize: 12.5 }, inactiveColor: c.faint, type: 'scroll', pageTextStyle: { color: c.faint }, pageIconColor: c.faint },
  grid: { left: 4, right: 14, top: 34, bottom: 4, containLabel: true },
});

/** The place of a chart: a figure with a text for those who do not see it. make: colours to the chart's options. */
export function chart(name, label, make, kind = 'div.chart') {
  const known = charts.get(name);
  if (known) {
    // The same element with new numbers: nothing jumps, and a pointer over it keeps its tooltip.
    known.make = make;
    known.figure.setAttribute('aria-label', label);
    known.draw();
    return known.figure;
  }
  const place = el('div');
  const figure = el(kind, { role: 'img', 'aria-label': label }, place);
  const entry = {
    figure, make, instance: null,
    draw() {
      if (!entry.instance) return;
      entry.instance.setOption({ ...base(colours()), ...entry.make(colours()) }, { replaceMerge: ['series'] });
    },
    open() {
      if (entry.instance || !figure.isConnected) return;
      entry.instance = init(place, null, { renderer: 'svg' });
      entry.draw();
      new ResizeObserver(() => { if (!isOnPaper) entry.instance?.resize(); }).observe(figure);
    },
  };
  charts.set(name, entry);
  return figure;
}

/** Draws what has been put into the page, and forgets what has left it. */
export function settle() {
  for (const [name, entry] of charts) {
    if (!entry.figure.isConnected) {
      entry.instance?.dispose();
      charts.delete(name);
    } else entry.open();
  }
}

/** Whether charts stand on paper, on which nothing is drawn anew. */
let isOnPaper = false;

/** For paper: pictures take the width that there is, until they are back on the screen. */
export function paper(begins) {
  isOnPaper = begins;
  for (const { figure } of charts.values()) {
    const svg = figure.querySelector('svg');
    if (begins) svg?.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
    else svg?.removeAttribute('viewBox');
  }
}

/** In other colours. */
export const redraw = () => charts.forEach(entry => entry.draw());
