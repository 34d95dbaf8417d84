// Elements, texts and numbers. Whatever comes from the document is set as text, never as markup.

/** An element: its name with classes ("div.card.wide"), its attributes and properties, its children. */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'style') element.style.cssText = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** Numbers stand in the document as numbers, or as "NaN", "Infinity" and "-Infinity". */
export const num = value => (value === null || value === undefined ? NaN : Number(value));

/** A text for the tooltips of charts, which are markup. */
export const escaped = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

const minus = text => text.replace('-', '\u2212');

/** A number with about four digits that say something. */
export function short(value, digits = 4) {
  const x = num(value);
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '\u221e' : '\u2212\u221e';
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return minus(x.toExponential(2)).replace('e+', 'e');
  }
  if (Number.isInteger(x)) return minus(x.toLocaleString('en-US'));
  const before = size < 1 ? 1 : Math.floor(Math.log10(size)) + 1;
  const text = x.toLocaleString('en-US', {
    minimumFractionDigits: Math.max(0, digits - before),
    maximumFractionDigits: Math.max(0, digits - before + (size < 1 ? 1 : 0)),
  });
  return minus(text);
}

export const whole = value => num(value).toLocaleString('en-US');

export function percent(value, digits = 1) {
  const x = num(value);
  return Number.isFinite(x) ? `${(100 * x).toFixed(digits)}\u202f%` : 'NaN';
}

export function duration(seconds) {
  const s = num(seconds);
  if (!Number.isFinite(s)) return '\u2013';
  if (s < 1) return `${Math.round(1000 * s)} ms`;
  if (s < 60) return `${s.toFixed(1)} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.round(s - 60 * minutes)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** "binaryAccuracy" as "Binary accuracy". */
export function words(name) {
  if (name === 'r2') return 'R\u00b2';
  if (!/^[a-z][A-Za-z0-9]*(\[\d+\])?$/.test(name)) return name;
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
  return spaced[0].toUpperCase() + spaced.slice(1);
}

/** A share is shown in percent. */
export const isShare = name => /accuracy|precision|recall|^f1$|^top\d+/i.test(name);

export const figure = (name, value) => (isShare(name) && num(value) <= 1 ? percent(value, 2) : short(value));

export function table(headings, rows, options = {}) {
  const numeric = options.numeric ?? (() => false);
  return el(
    'div.scroll',
    { tabindex: 0, role: 'region', 'aria-label': options.label },
    el(
      'table',
      {},
      options.caption ? el('caption', {}, options.caption) : null,
      el('thead', {}, el('tr', {}, headings.map((text, i) => el(numeric(i) ? 'th.n' : 'th', { scope: 'col' }, text)))),
      el(
        'tbody',
        {},
        rows.map(row =>
          el(row.best ? 'tr.best' : 'tr', {}, row.cells.map((cell, i) =>
            i === 0 ? el(numeric(0) ? 'th.n' : 'th', { scope: 'row' }, cell) : el(numeric(i) ? 'td.n' : 'td', {}, cell)))),
      ),
      options.foot ? el('tfoot', {}, options.foot) : null,
    ),
  );
}

export const section = (id, title, lead, ...children) =>
  el('section', { id, 'aria-labelledby': `${id}-title` },
    el('h2', { id: `${id}-title` }, title),
    lead ? el('p.lead', {}, lead) : null,
    ...children);
