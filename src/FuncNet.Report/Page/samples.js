// Samples with what the network says of them.
import { el, num, percent, section, short, whole } from './dom.js';

function shown(sample) {
  if (sample.image) {
    return el('img', { src: sample.image, alt: `Sample ${sample.number}`, width: 128, height: 128 });
  }
  if (sample.fields) {
    return el('dl.facts', {}, sample.fields.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value === '' ? '\u2013' : value)]));
  }
  return null;
}

const chances = sample =>
  el('div.chances', {}, sample.probabilities.flatMap(({ name, value }) => [
    el('span', { title: name }, name),
    el('i', { 'aria-hidden': 'true' }, el('b', { style: `width:${(100 * num(value)).toFixed(1)}%` })),
    el('span.number', {}, percent(value)),
  ]));

function classified(sample) {
  const right = sample.truth === sample.predicted;
  const verdict = right
    ? el('p.verdict', {}, el('b', {}, sample.predicted), el('span.faint', {}, 'is right'))
    : el('p.verdict', {}, el('b', {}, sample.predicted), el('span', {}, `is ${sample.truth}`), el('span.faint', {}, `(${percent(sample.truthProbability)})`));
  return el(`article.card.sample.${right ? 'right' : 'wrong'}`, { 'aria-label': right ? `${sample.predicted}, right` : `taken for ${sample.predicted}, is ${sample.truth}` },
    shown(sample), verdict, chances(sample), el('small.faint', {}, `sample ${sample.number}`));
}

const measured = outputs => sample =>
  el('article.card.sample', {},
    shown(sample),
    el('dl.facts', {}, outputs.flatMap((name, i) => {
      const off = num(sample.predictions[i]) - num(sample.truths[i]);
      return [
        el('dt', {}, outputs.length > 1 ? `${name}, predicted` : 'predicted'), el('dd', {}, el('b', {}, short(sample.predictions[i]))),
        el('dt', {}, 'true'), el('dd', {}, short(sample.truths[i])),
        el('dt', {}, 'off by'), el('dd', {}, `${off > 0 ? '+' : ''}${short(off)}`),
      ];
    })),
    el('small.faint', {}, `sample ${sample.number}`));

export function sampleSection(samples) {
  const isTable = [...samples.wrong, ...samples.right].some(sample => sample.fields);
  const cards = (list, card) => el(isTable ? 'div.samples.fields' : 'div.samples', {}, list.map(card));
  if (samples.kind === 'numbers') {
    const card = measured(samples.outputs);
    return section('samples', 'Samples', null,
      el('h3.between', {}, 'Furthest off'), cards(samples.wrong, card),
      el('h3.between', {}, 'Others, evenly from all'), cards(samples.right, card));
  }
  const some = samples.wrong.length < samples.wrongCount ? `the ${samples.wrong.length} of ${whole(samples.wrongCount)} of which the network was surest` : `all ${whole(samples.wrongCount)}`;
  return section('samples', 'Samples', null,
    samples.wrong.length ? [el('h3.between', {}, `Wrong: ${some}`), cards(samples.wrong, classified)] : el('p', {}, 'None is wrong.'),
    samples.right.length ? [el('h3.between', {}, 'Right: a few, evenly from all'), cards(samples.right, classified)] : null);
}
