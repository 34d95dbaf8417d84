// The bar of a live page: how the run stands, and the buttons that steer it.
import { duration, el, figure, num, short, whole, words } from './dom.js';

const phases = { waiting: 'Waiting for the run', running: 'Running', paused: 'Paused', finished: 'Finished', lost: 'The program has ended' };

/** document: the page's; changed: called with a new document. */
export function liveBar(page, changed) {
  const { token } = page.live;
  const status = el('p.status', { 'aria-live': 'polite' });
  const bar = el('progress', { max: 1, value: 0, 'aria-label': 'Progress of the run' });
  const figures = el('p.figures');
  const told = el('p.told', { role: 'status' });
  let phase = '';
  let isStopping = false;

  async function ask(what, words) {
    told.textContent = words;
    try {
      const answer = await fetch(`/control/${what}`, { method: 'POST', headers: { 'X-FuncNet-Token': token } });
      told.textContent = await answer.text();
    } catch {
      told.textContent = 'The program does not answer.';
    }
  }

  const pause = el('button', { type: 'button', id: 'pause', onclick: () => (phase === 'paused' ? ask('resume', 'Going on\u2026') : ask('pause', 'Pausing\u2026')) }, 'Pause');
  const save = el('button', { type: 'button', id: 'save', onclick: () => ask('save', 'Saving\u2026') }, 'Save now');
  let sure = 0;
  const stop = el('button', {
    type: 'button', id: 'stop',
    onclick() {
      // Twice, since it is for good.
      if (Date.now() - sure < 4000) {
        sure = 0;
        ask('stop', 'Stopping\u2026');
      } else {
        sure = Date.now();
        stop.textContent = 'Really stop?';
        setTimeout(() => { stop.textContent = 'Stop'; }, 4000);
      }
    },
  }, 'Stop');

  const element = el('div.live', {}, el('div.card', { role: 'region', 'aria-label': 'The run' },
    el('div.row', {}, status, el('div.buttons', {}, pause, save, stop)), bar, figures, told));

  function show(run, notice, stopping, lost) {
    const next = lost && run.phase !== 'finished' ? 'lost' : run.phase;
    isStopping = stopping;
    if (next !== phase) {
      phase = next;
      status.dataset.phase = phase;
      status.textContent = phases[phase];
    }
    if (phase === 'finished' && run.reason) status.textContent = `Finished: ${run.reason}`;
    const on = phase === 'running' || phase === 'paused';
    pause.textContent = phase === 'paused' ? 'Resume' : 'Pause';
    pause.classList.toggle('main', phase === 'paused');
    for (const button of [pause, save, stop]) button.disabled = !on || isStopping;
    const steps = run.stepsPerEpoch || 0;
    const within = steps ? (run.stepInEpoch % steps) / steps : 0;
    const done = (run.history.length ? run.history[run.history.length - 1].epoch : 0) + (phase === 'finished' ? 0 : within);
    bar.value = phase === 'finished' ? 1 : run.epochs ? Math.min(1, done / run.epochs) : 0;
    const last = run.steps.loss.length - 1;
    const entry = (name, value) => el('span', {}, `${name} `, el('b', {}, value));
    const list = [];
    if (run.epochs) list.push(entry('epoch', `${whole(run.epoch || 0)}/${whole(run.epochs)}`));
    if (run.step) list.push(entry('step', whole(run.step)));
    if (last >= 0) list.push(entry('loss', short(run.steps.loss[last])));
    for (const metric of run.steps.metrics ?? []) list.push(entry(words(metric.name).toLowerCase(), figure(metric.name, metric.values[last])));
    if (Number.isFinite(num(run.samplesPerSecond))) list.push(entry('samples/s', whole(Math.round(num(run.samplesPerSecond)))));
    if ('seconds' in run) list.push(entry('time', duration(run.seconds)));
    if (on && run.epochs && done > 0) list.push(entry('left', duration((num(run.seconds) / done) * (run.epochs - done))));
    figures.replaceChildren(...list);
    if (notice) told.textContent = notice;
  }

  let current = page;
  let told_ = page.live.notice;
  show(page.run, told_, page.live.stopping, false);

  const source = new EventSource('/events');
  let misses = 0;
  source.addEventListener('hello', event => {
    misses = 0;
    // Another program listens here now.
    if (JSON.parse(event.data) !== token) location.reload();
  });
  source.addEventListener('run', event => {
    const { run, notice, stopping } = JSON.parse(event.data);
    current = { ...current, run };
    show(run, notice === told_ ? '' : notice, stopping, false);
    told_ = notice;
    changed(current, false);
  });
  source.addEventListener('document', event => {
    current = JSON.parse(event.data);
    show(current.run, current.live.notice === told_ ? '' : current.live.notice, current.live.stopping, false);
    told_ = current.live.notice;
    changed(current, true);
  });
  source.addEventListener('error', () => {
    misses += 1;
    if (misses > 3 || current.run.phase === 'finished') {
      source.close();
      show(current.run, '', false, true);
    }
  });

  return element;
}
