// The lower canvas: every lane as rows of pixels. A row is written once and copied; only patterns need several.
import { binLane, floorAt, ceilAt, PARTS, NONE, OPEN, COSTS, SHORT, HOURS, FROZEN, UNKNOWN, HARD } from './bins.js';
import { startOf, lower, levelOf, roundOf } from './data.js';

export const profileBelow = 0.15; // CSS pixels a level: from here on outwards lane 1 is the fit profile.
const pattern = (kind, x, y, d) => {
  const u = Math.floor(x / d), v = Math.floor(y / d);
  return kind === COSTS ? u % 6 < 2 && v % 6 < 2 : kind === HOURS ? u % 6 === 0 || v % 6 === 0 : kind === FROZEN ? u % 5 < 2 : kind === UNKNOWN ? (u + v) % 6 < 2 : kind === HARD && u % 2 === 0;
};

export class Paint {
  constructor(canvas) { this.canvas = canvas; this.context = canvas.getContext('2d', { alpha: false }); }

  resize(width, height, dpr) {
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width; this.canvas.height = height; this.dpr = dpr;
    this.image = this.context.createImageData(width, height);
    this.px = new Uint32Array(this.image.data.buffer);
  }

  begin(colours) { this.c = colours; this.px.fill(colours.ground); }
  end() { this.context.putImageData(this.image, 0, 0); }

  // Lanes of a row at y, device pixels. → what the overlay wants to know of the answer.
  row(row, view, y, lanes, profile, need) {
    const d = this.dpr, bins = binLane(row.live, view, 3 * d, startOf(row, Math.floor(view.from / PARTS)));
    this.marks(bins.marks, y + lanes.mark[0] * d, lanes.mark[1] * d);
    if (profile) this.profile(bins, y + lanes.answer[0] * d, lanes.answer[1] * d, need);
    else this.answer(bins.kinds, y + lanes.answer[0] * d, lanes.answer[1] * d);
    this.pins(row, view, y + lanes.blocks[0] * d, lanes.blocks[1] * d);
    if (lanes.duty && row.rights) this.duty(row, view, y + lanes.duty[0] * d, lanes.duty[1] * d);
    return bins;
  }

  copy(y, rows, width = this.canvas.width) {
    for (let i = 1; i < rows; i++) this.px.copyWithin((y + i) * width, y * width, (y + 1) * width);
  }

  tint(kind) {
    const c = this.c;
    return [c.ground, c.openTint, c.costTint, c.ground, c.ground2, c.costTint, c.unknownTint, c.heldTint][kind];
  }
  mark(kind) {
    const c = this.c;
    return [c.ground, c.openMark, c.costMark, c.edge, c.edge, c.costMark, c.unknownMark, c.heldMark][kind];
  }

  line(runs, y, paint) { for (const [a, b, kind] of runs) { const p = paint(kind); if (p !== undefined) this.px.fill(p, y + a, y + b); } }

  answer(kinds, y, height) {
    const w = this.canvas.width, d = this.dpr, runs = runsOf(kinds), period = 6 * d;
    const patterned = runs.some(r => r[2] === COSTS || r[2] === HOURS || r[2] === UNKNOWN || r[2] === FROZEN || this.c.forced);
    const phases = patterned ? Math.min(period, height) : 1;
    for (let p = 0; p < phases; p++) {
      const at = (y + p) * w;
      for (const [a, b, kind] of runs) {
        this.px.fill(this.tint(kind), at + a, at + b);
        if (kind === COSTS || kind === HOURS || kind === FROZEN || kind === UNKNOWN || (this.c.forced && kind === HARD)) {
          const mark = this.mark(kind);
          for (let x = a; x < b; x++) if (pattern(kind, x, p, d)) this.px[at + x] = mark;
        }
      }
    }
    for (let i = phases; i < height; i++) this.px.copyWithin((y + i) * w, (y + i - phases) * w, (y + i - phases + 1) * w);
    // Open: a line on top. Hard: a line at the bottom. Too short: a dashed outline.
    for (let i = 0; i < 3 * d; i++) {
      this.line(runs, (y + i) * w, k => k === OPEN || k === COSTS ? this.mark(k) : undefined);
      this.line(runs, (y + height - 1 - i) * w, k => k === HARD ? this.mark(k) : undefined);
    }
    for (const [a, b, kind] of runs) {
      if (kind !== SHORT) continue;
      for (let i = 0; i < d; i++) for (let x = a; x < b; x++) if (Math.floor(x / d) % 6 < 4) { this.px[(y + i) * w + x] = this.c.edge; this.px[(y + height - 1 - i) * w + x] = this.c.edge; }
      for (let j = 0; j < height; j++) if (Math.floor(j / d) % 6 < 4) { this.px[(y + j) * w + a] = this.c.edge; this.px[(y + j) * w + b - 1] = this.c.edge; }
    }
  }

  // Per pixel the longest span that begins there, its height the logarithm of its length.
  profile(bins, y, height, need) {
    const w = this.canvas.width, rows = new Map();
    for (let x = 0; x < w; x++) {
      if (!bins.fit[x]) continue;
      const h = Math.max(1, Math.round(height * profileHeight(bins.fit[x], need))), top = height - h;
      if (!rows.has(top)) rows.set(top, []);
      rows.get(top).push(x);
    }
    const base = (y) * w, blank = runsOf(bins.kinds);
    this.line(blank, base, k => k === UNKNOWN || k === HOURS || k === FROZEN ? this.tint(k) : this.c.ground);
    for (let i = 0; i < height; i++) {
      const at = (y + i) * w;
      if (i) this.px.copyWithin(at, at - w, at);
      for (const x of rows.get(i) ?? []) this.px[at + x] = bins.fit[x] >= need ? this.c.openMark : this.c.edge;
    }
    for (let i = 0; i < height; i++) {
      for (const [a, b, kind] of blank) if (kind === UNKNOWN) for (let x = a; x < b; x++) if (!bins.fit[x] && pattern(UNKNOWN, x, i, this.dpr)) this.px[(y + i) * w + x] = this.c.unknownMark;
    }
    const line = y + height - Math.round(height * profileHeight(need, need));
    for (let x = 0; x < w; x++) this.px[line * w + x] = this.c.text;
  }

  marks(marks, y, height) {
    const w = this.canvas.width;
    for (let x = 0; x < w; x++) if (marks[x]) this.px[y * w + x] = this.c.openMark;
    this.copy(y, height);
  }

  // Ahead: round 0 a pin of full height, later ones shorter. Behind: what became of it, as far as is known.
  pins(row, view, y, height) {
    const w = this.canvas.width, d = this.dpr, heights = new Uint8Array(w), kinds = new Uint8Array(w), rights = row.rights;
    if (!rights) return;
    const end = Math.ceil(view.to / PARTS);
    for (let i = lower(rights, Math.floor(view.from / PARTS)); i < rights.length; i++) {
      const level = levelOf(rights[i]);
      if (level >= end) break;
      const round = roundOf(rights[i]), past = level <= row.head;
      const kind = past ? [2, 1, 5, 1][row.past?.get(rights[i]) ?? 0] : round <= row.hard ? 4 : 3;
      const h = Math.round(height * (round === 0 ? 1 : round === 1 ? 0.6 : 0.3));
      const x0 = floorAt(view, level), x1 = Math.min(w, Math.max(x0 + 2 * d, Math.min(ceilAt(view, level + 1), x0 + 3 * d)));
      for (let x = x0; x < x1; x++) { if (h > heights[x]) heights[x] = h; if (kind > kinds[x]) kinds[x] = kind; }
    }
    const c = this.c, paint = [c.ground, c.muted, c.edge, c.costMark, c.heldMark, c.heldMark];
    const tops = new Map();
    for (let x = 0; x < w; x++) if (heights[x]) { const top = height - heights[x]; if (!tops.has(top)) tops.set(top, []); tops.get(top).push(x); }
    for (let i = 0; i < height; i++) {
      const at = (y + i) * w;
      if (i) this.px.copyWithin(at, at - w, at);
      for (const x of tops.get(i) ?? []) this.px[at + x] = paint[kinds[x]];
    }
    // What is not known to be made is broken, so that it reads as neither.
    for (let i = 0; i < height; i++) if (Math.floor(i / d) % 4 > 1) for (let x = 0; x < w; x++) if (kinds[x] === 2) this.px[(y + i) * w + x] = c.ground;
  }

  // A duty at every level is a thin line; levels without one are holes in it.
  duty(row, view, y, height) {
    const w = this.canvas.width;
    this.px.fill(this.c.edge, y * w + floorAt(view, row.first), y * w + ceilAt(view, row.last + 1));
    if (row.bakers.length === 1) for (const h of row.holes) for (let i = 0; i < h.length; i += 2) this.px.fill(this.c.ground, y * w + ceilAt(view, h[i]), y * w + floorAt(view, h[i + 1]));
    this.copy(y, height);
  }
}

// A quarter of the need is nothing, sixteen times it is all: the need itself stands at a third.
export const profileHeight = (levels, need) => Math.max(0, Math.min(1, (Math.log2(levels / need) + 2) / 6));

function runsOf(kinds) {
  const runs = [];
  for (let a = 0, x = 1; x <= kinds.length; x++) {
    if (x === kinds.length || kinds[x] !== kinds[a]) { if (kinds[a] !== NONE) runs.push([a, x, kinds[a]]); a = x; }
  }
  return runs;
}

// Colours of the theme, asked of an element; in forced colours they are the system's.
export function coloursOf(host) {
  const probe = document.createElement('i');
  probe.className = 'bw-cal-probe';
  host.append(probe);
  const bits = name => { probe.style.color = `var(${name})`; const m = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number); return [((255 << 24) | (m[2] << 16) | (m[1] << 8) | m[0]) >>> 0, `rgb(${m[0]},${m[1]},${m[2]})`]; };
  const c = { forced: matchMedia('(forced-colors: active)').matches, css: {} };
  for (const name of ['ground', 'ground-2', 'text', 'muted', 'edge', 'hair', 'focus', 'open-tint', 'open-mark', 'open-text', 'cost-tint', 'cost-mark', 'cost-text', 'held-tint', 'held-mark', 'held-text', 'unknown-tint', 'unknown-mark', 'unknown-text', 'running-mark', 'running-tint', 'running-text']) {
    const key = name.replace(/-(\w)/g, (_, l) => l.toUpperCase()), [word, css] = bits(`--${name}`);
    c[key] = word; c.css[key] = css;
  }
  probe.remove();
  return c;
}

