// The page: a document in JSON, drawn. A live page is drawn again as its document changes.
import { paper, redraw, settle } from './charts.js';
import { classSection } from './classes.js';
import { curveCards, curveKey, epochTable, updateCurves } from './curves.js';
import { duration, el, figure, num, section, short, whole, words } from './dom.js';
import { liveBar } from './live.js';
import { activationSection, gradientSection, networkSection } from './network.js';
import { regressionSection } from './regression.js';
import { sampleSection } from './samples.js';

let page = JSON.parse(document.getElementById('document').textContent);
const root = document.documentElement;
const content = document.getElementById('content');

// Colours: the system's, until somebody chooses.
const dark = matchMedia('(prefers-color-scheme: dark)');
let chosen = null;

function dress() {
  root.dataset.theme = chosen ?? (dark.matches ? 'dark' : 'light');
  const button = document.getElementById('theme');
  if (button) {
    button.textContent = root.dataset.theme === 'dark' ? '\u2600 Light' : '\u263e Dark';
    button.setAttribute('aria-label', `Use ${root.dataset.theme === 'dark' ? 'light' : 'dark'} colours`);
  }
  redraw();
}

dark.addEventListener('change', dress);
// On paper it is light.
let screenTheme = null;
addEventListener('beforeprint', () => { screenTheme = chosen; chosen = 'light'; dress(); paper(true); });
addEventListener('afterprint', () => { paper(false); chosen = screenTheme; dress(); });

function tiles() {
  const { run, figures } = page;
  const list = [];
  const tile = (name, value, under) => list.push(el('div.card.tile', {}, el('dt', {}, name), el('dd', {}, value), under ? el('dd', {}, under) : null));
  const best = run.history.find(epoch => epoch.epoch === run.best);
  for (const { name, value } of figures) tile(name === 'loss' ? 'Validation loss' : words(name), figure(name, value), 'of the trained network');
  if (!figures.length && best) {
    const validated = 'validationLoss' in best;
    tile(validated ? 'Validation loss' : 'Loss', short(validated ? best.validationLoss : best.loss), `best, epoch ${best.epoch}`);
    for (const { name, value } of validated ? best.validationMetrics : best.metrics) tile(words(name), figure(name, value), `epoch ${best.epoch}`);
  }
  if (run.history.length) {
    const last = run.history[run.history.length - 1].epoch;
    tile('Epochs', String(last), run.best ? `best: ${run.best}` : null);
  }
  if ('seconds' in run) tile('Time', duration(run.seconds), Number.isFinite(num(run.samplesPerSecond)) ? `${whole(Math.round(num(run.samplesPerSecond)))} samples/s` : null);
  if (page.network) tile('Parameters', whole(page.network.parameters), `${page.network.rows.length} layers`);
  return list.length ? el('dl.tiles', {}, list) : null;
}

function notes() {
  const { run } = page;
  const list = [...run.warnings];
  if (run.eager) list.push(`The steps were not compiled, so they took longer: ${run.eager}`);
  return list.length ? el('div.note', { role: 'note' }, el('ul', {}, list.map(text => el('li', {}, text)))) : null;
}

function subtitle() {
  const { run } = page;
  const parts = [page.library];
  if (run.began) parts.push(run.began);
  return parts.join(' \u00b7 ');
}

function drawHead() {
  document.title = page.title;
  const ended = page.run.phase === 'finished' && page.run.reason ? el('p', {}, `Ended: ${page.run.reason}.`) : null;
  document.getElementById('heading').replaceChildren(el('h1', {}, page.title), el('p', {}, subtitle()), ...(ended ? [ended] : []));
  document.getElementById('tiles').replaceChildren(...[tiles(), notes()].filter(Boolean));
}

function curveSection() {
  const { run } = page;
  if (!run.history.length && !run.steps.loss.length) {
    return page.live ? section('curves', 'Curves', null, el('p.faint', {}, 'They begin with the first step.')) : null;
  }
  const part = section('curves', 'Curves', null,
    el('div.grid', {}, curveCards(run, () => updateCurves(page.run))),
    run.history.length ? el('details.card.table-details', { ontoggle: fillTable }, el('summary', {}, 'All epochs as a table'), el('div')) : null);
  part.dataset.key = curveKey(run);
  return part;
}

/** The table of epochs, as far as it is looked at. */
function fillTable() {
  const details = document.querySelector('.table-details');
  if (details?.open) details.lastElementChild.replaceChildren(epochTable(page.run));
}

/** New numbers in the curves. Elements stay while there are the same ones, so that a pointer on them, or a finger, loses nothing. */
function drawCurves() {
  const old = document.getElementById('curves');
  if (old?.dataset.key === curveKey(page.run)) {
    updateCurves(page.run);
    fillTable();
  } else if (old) {
    old.replaceWith(curveSection());
    settle();
  } else drawAll();
}

const settingSection = () =>
  page.settings.length
    ? section('settings', 'Settings', null, el('div.card', {}, el('dl.settings', {}, page.settings.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))))
    : null;

function drawAll() {
  drawHead();
  const parts = [
    curveSection(),
    page.classification ? classSection(page.classification) : null,
    page.regression ? regressionSection(page.regression) : null,
    page.samples ? sampleSection(page.samples) : null,
    page.network ? networkSection(page.network) : null,
    gradientSection(page.gradients, page.run),
    page.activations?.length ? activationSection(page.activations) : null,
    settingSection(),
  ].filter(Boolean);
  content.replaceChildren(...parts);
  if (!parts.length) content.append(el('p.faint', {}, 'There is nothing to show.'));
  document.getElementById('sections').replaceChildren(el('ul', {}, parts.map(part => el('li', {}, el('a', { href: `#${part.id}` }, part.querySelector('h2').textContent)))));
  settle();
  follow(parts);
}

/** Marks the section that is being read. */
let watcher = null;
function follow(parts) {
  watcher?.disconnect();
  watcher = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      document.querySelectorAll('nav a').forEach(link => {
        if (link.getAttribute('href') === `#${entry.target.id}`) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      });
    }
  }, { rootMargin: '-15% 0px -75% 0px' });
  parts.forEach(part => watcher.observe(part));
}

document.getElementById('head').append(
  el('div.titles', {},
    el('div', { id: 'heading' }),
    el('button.toggle', { type: 'button', id: 'theme', onclick() { chosen = root.dataset.theme === 'dark' ? 'light' : 'dark'; dress(); } })),
  el('div', { id: 'tiles' }));
document.getElementById('made').textContent = `Made by ${page.library}. Charts by Apache ECharts.`;
dress();
drawAll();

if (page.live) {
  const bar = liveBar(page, (next, isWhole) => {
    page = next;
    if (isWhole) drawAll();
    else {
      drawHead();
      drawCurves();
    }
  });
  document.getElementById('bar').prepend(bar);
  root.classList.add('is-live');
}
