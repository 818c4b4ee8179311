// What the drawing holds: rights from bytes, answers from packed spans, and questions about both.
import { OPEN, COSTS, SHORT, isOpen } from './bins.js';

export const NEVER = 2147483647;

const reader = bytes => {
  let at = 0;
  return { get more() { return at < bytes.length; }, take() {
    let value = 0, factor = 1, byte;
    do { byte = bytes[at++]; value += (byte & 127) * factor; factor *= 128; } while (byte > 127);
    return value;
  } };
};

// → for each baker {levels, rounds, holes}; holes are from, to in turn.
export function readRights(buffer) {
  const bytes = new Uint8Array(buffer);
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'BWR1') throw new Error('these are no rights');
  const r = reader(bytes.subarray(4)), bakers = [];
  for (let left = r.take(); left > 0; left--) {
    const first = r.take(), length = r.take(), holes = [];
    for (let runs = r.take(), at = first, on = true; runs > 0; runs--, on = !on) {
      const run = r.take();
      if (!on && run) holes.push(at, at + run);
      at += run;
    }
    const n = r.take(), levels = new Int32Array(n), rounds = new Uint8Array(n);
    for (let i = 0, level = first; i < n; i++) {
      const right = r.take();
      level += right >>> 2;
      levels[i] = level;
      rounds[i] = (right & 3) === 3 ? 3 + r.take() : right & 3;
    }
    bakers.push({ first, length, levels, rounds, holes });
  }
  return bakers;
}

export function readSpans(base64) {
  const r = reader(Uint8Array.from(atob(base64), c => c.charCodeAt(0))), spans = [];
  let from = 0;
  while (r.more) {
    from += r.take();
    const length = r.take(), code = r.take();
    spans.push(from, length ? from + length : NEVER, code & 7, (code >> 3) - 1);
  }
  return spans;
}

// The answer from the head on: what is past says nothing, and the span in which the head stands may have become too short.
export function ahead(spans, head, need) {
  const live = [];
  for (let i = 0; i < spans.length; i += 4) {
    if (spans[i + 1] <= head) continue;
    const from = Math.max(spans[i], head);
    const kind = (spans[i + 2] === OPEN || spans[i + 2] === COSTS) && spans[i + 1] - from < need ? SHORT : spans[i + 2];
    live.push(from, spans[i + 1], kind, spans[i + 3]);
  }
  return live;
}

// Where looking must begin so that nothing that reaches into the view is passed over.
export function startOf(row, level) {
  const s = row.live;
  if (row.longest === undefined) {
    row.longest = 0; row.endless = s.length;
    for (let i = s.length - 4; i >= 0; i -= 4) {
      if (s[i + 1] === NEVER) row.endless = i; else row.longest = Math.max(row.longest, s[i + 1] - s[i]);
    }
  }
  let a = 0, b = s.length / 4;
  while (a < b) { const m = (a + b) >> 1; if (s[m * 4] < level - row.longest) a = m + 1; else b = m; }
  return Math.min(a * 4, row.endless);
}

// The worst span over a level: [from, to, kind, note].
export function spanAt(row, level) {
  const s = row.live;
  let worst = null;
  for (let i = startOf(row, level); i < s.length && s[i] <= level; i += 4) {
    if (s[i + 1] > level && (!worst || s[i + 2] > worst[2])) worst = s.slice(i, i + 4);
  }
  return worst;
}

export const fits = (row, level, need) => {
  const span = spanAt(row, level);
  return !!span && isOpen(span[2]) && span[1] - level >= need;
};

// The nearest levels at which so many fit, before and after; null where there is none.
export function nearest(row, level, need) {
  const s = row.live;
  let before = null, after = null;
  for (let i = 0; i < s.length; i += 4) {
    if (!isOpen(s[i + 2]) || s[i + 1] - s[i] < need) continue;
    const first = s[i], last = s[i + 1] - need;
    if (first <= level) before = Math.min(last, level);
    if (last >= level && after === null) after = Math.max(first, level);
  }
  return { before, after };
}

// Rights of a row in order: level, lowest round, baker. A level that two own stands twice.
export function rightsOf(row, sheets) {
  const all = [];
  for (const b of row.bakers) {
    for (const file of sheets) {
      const s = file[b];
      for (let i = 0; s && i < s.levels.length; i++) if (!i || s.levels[i] !== s.levels[i - 1]) all.push(s.levels[i] * 1024 + Math.min(s.rounds[i], 7) * 128 + b);
    }
  }
  return Float64Array.from(all).sort();
}
export const levelOf = right => Math.floor(right / 1024);
export const roundOf = right => (right >> 7) & 7;
export const bakerOf = right => right % 128;

export function lower(rights, level) {
  let a = 0, b = rights.length;
  while (a < b) { const m = (a + b) >> 1; if (levelOf(rights[m]) < level) a = m + 1; else b = m; }
  return a;
}

// What being away from a level on for so many costs: expected blocks, share of the budget.
export function cost(row, wire, level, length) {
  let blocks = 0;
  for (let i = lower(row.rights, level + 1); i < row.rights.length && levelOf(row.rights[i]) <= level + length; i++) blocks += wire.rules[3] ** roundOf(row.rights[i]);
  return { blocks, share: Math.max(0, ...row.bakers.map(b => wire.bakers[b].perLevel)) * length };
}

