// The rights calendar's drawing. It draws what the server says and what the rights say, and asks for nothing but rights; a drag or a key chooses a start and opens the form, nothing more.
import { binLane, PARTS } from './calendar/bins.js';
import { readRights, readSpans, ahead, spanAt, fits, nearest, rightsOf, cost, lower, levelOf, bakerOf, roundOf } from './calendar/data.js';
import { Axis, number, span } from './calendar/axis.js';
import { Paint, coloursOf, profileBelow } from './calendar/paint.js';
import { drawOverlay, say, kindWords } from './calendar/overlay.js';
import { listen } from './calendar/pad.js';

// Prices are rounded up: none is told as nothing.
const up = (x, parts) => Math.ceil(x * parts - 1e-9) / parts;

export const attach = (root, host) => new Calendar(root, host);

export class Calendar {
  constructor(root, host) {
    this.root = root; this.host = host;
    const find = name => root.querySelector(`[data-cal=${name}]`);
    [this.plot, this.pad, this.read, this.live, this.act] = ['plot', 'pad', 'read', 'live', 'act'].map(find);
    this.paint = new Paint(find('marks'));
    this.top = find('over'); this.g = this.top.getContext('2d');
    this.files = new Map(); this.kept = new Map(); this.times = new Map(); this.past = [];
    this.cursor = this.hover = this.ghost = this.anchor = null; this.current = '*';
    this.narrow = matchMedia('(max-width: 600px)');
    this.stop = new AbortController();
    const on = { signal: this.stop.signal };
    listen(this, on);
    this.narrow.addEventListener('change', () => this.dirty(), on);
    for (const query of ['(forced-colors: active)', '(prefers-color-scheme: dark)']) matchMedia(query).addEventListener('change', () => this.recolour(), on);
    this.sizes = new ResizeObserver(() => this.dirty());
    this.sizes.observe(this.plot);
    this.themes = new MutationObserver(() => this.recolour());
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const shell = root.closest('.bw-shell');
    if (shell) this.themes.observe(shell, { attributes: true, attributeFilter: ['class'] });
  }

  dispose() {
    this.stop.abort(); this.sizes.disconnect(); this.themes.disconnect();
    cancelAnimationFrame(this.frame); clearTimeout(this.moving); clearTimeout(this.speaking);
  }

  recolour() { this.colours = null; this.dirty(); }

  // A new head, or another question. The view stays where it is.
  update(wire) {
    this.wire = wire;
    if (wire.past) this.past = wire.past;
    for (let i = 0; wire.times && i < wire.times.length; i += 2) this.times.set(wire.times[i], wire.times[i + 1]);
    this.times.set(wire.head.level, wire.head.at);
    this.axis = new Axis(wire, this.times);
    this.rows = wire.rows.map(r => {
      if (r.spans) this.kept.set(r.id, readSpans(r.spans));
      const bare = this.kept.get(r.id) ?? [];
      return { ...r, bare, live: ahead(bare, wire.head.level, wire.need), head: wire.head.level, hard: wire.rules[2] };
    });
    if (!this.rows.some(r => r.id === this.current)) this.current = '*';
    this.join();
    if (wire.files.join() !== this.wanted) { this.wanted = wire.files.join(); this.fetch(); }
    if (this.ghost) this.choose(this.ghost.asked, this.ghost.length, false);
    this.tell(false);
    this.dirty();
  }

  async fetch() {
    try {
      await Promise.all(this.wire.files.map(async url => {
        if (this.files.has(url)) return;
        const answer = await fetch(url);
        if (!answer.ok) throw new Error(`${answer.status}`);
        this.files.set(url, readRights(await answer.arrayBuffer()));
      }));
      this.failed = null;
      this.join();
    } catch (e) {
      this.failed = `Rights could not be fetched (${e.message}); what is open and closed is right all the same. They are asked for again with the next head.`;
      this.wanted = null;
    }
    this.tell(false);
    this.dirty();
  }

  // Rights that have come, put to the rows, with what became of them.
  join() {
    const sheets = this.wire.files.map(f => this.files.get(f)).filter(Boolean);
    if (!sheets.length) return;
    const key = this.wire.files.join() + sheets.length;
    if (this.joined !== key) { this.joined = key; this.sorted = new Map(); }
    const past = new Map();
    for (let i = 0; i < this.past.length; i += 4) past.set(this.past[i + 1] * 1024 + Math.min(this.past[i + 2], 7) * 128 + this.past[i], this.past[i + 3]);
    for (const row of this.rows) {
      const who = row.bakers.join();
      if (!this.sorted.has(who)) this.sorted.set(who, rightsOf(row, sheets));
      Object.assign(row, { rights: this.sorted.get(who), past, holes: sheets.map(f => f[row.bakers[0]]?.holes ?? []),
        first: Math.min(...sheets.map(f => f[row.bakers[0]]?.first ?? Infinity)), last: Math.max(...sheets.map(f => f[row.bakers[0]] ? f[row.bakers[0]].first + f[row.bakers[0]].length - 1 : 0)) });
    }
    this.root.dataset.rights = sheets.length;
    // What was chosen before its rights came had no price.
    if (this.cursor !== null && this.ghost?.fits && this.row?.rights) this.choose(this.cursor, this.ghost.length, false);
  }

  show(from, to, at) {
    this.view = { from: from * PARTS, to: to * PARTS };
    if (at !== null && at !== undefined && at !== this.cursor) this.choose(at, 0, false);
    this.dirty();
  }

  dirty() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  get shown() {
    return this.narrow.matches ? [this.row] : this.rows;
  }
  get row() { return this.rows.find(r => r.id === this.current) ?? this.rows[0]; }
  get perPixel() { return this.plot.clientWidth * PARTS / (this.view.to - this.view.from); }

  draw() {
    if (!this.wire || !this.view || !this.plot.clientWidth) return;
    const width = this.plot.clientWidth, dpr = Math.max(1, Math.min(3, Math.round(devicePixelRatio * 4) / 4)), compact = this.root.dataset.density === 'compact' && !this.narrow.matches;
    const rows = this.shown, rowHeight = compact ? 44 : 60;
    const lanes = compact ? { mark: [2, 2], answer: [5, 18], blocks: [25, 11], duty: [39, 2] } : { mark: [2, 3], answer: [7, 24], blocks: [34, 14], duty: this.narrow.matches ? null : [53, 2] };
    const top = 36, work = top + rows.length * rowHeight, workHeight = 30, mini = work + workHeight, miniHeight = 30, height = mini + miniHeight;
    const layout = { top, rowHeight, lanes, work, workHeight, mini, miniHeight };
    const d = Math.max(1, Math.floor(dpr)), wide = Math.round(width * dpr), view = { ...this.view, width: wide };
    this.layout = layout;
    this.colours ??= coloursOf(this.root);
    this.plot.style.height = `${height}px`;
    this.paint.resize(wide, Math.round(height * dpr), d);
    // Lanes are placed in device pixels, so that lines are whole.
    const px = n => Math.round(n * dpr), scaled = { mark: lanes.mark.map(n => n * dpr / d), answer: lanes.answer.map(n => n * dpr / d), blocks: lanes.blocks.map(n => n * dpr / d), duty: lanes.duty?.map(n => n * dpr / d) };
    for (const k in scaled) scaled[k] = scaled[k]?.map(n => Math.round(n));
    const profile = this.perPixel < profileBelow;
    this.paint.begin(this.colours);
    rows.forEach((row, i) => this.paint.row(row, view, px(top + i * rowHeight), scaled, profile, this.wire.need));
    const all = { from: this.wire.first * PARTS, to: this.wire.end * PARTS, width: wide };
    this.paint.answer(binLane(this.row.live, all, 3 * d).kinds, px(mini + 3), px(miniHeight - 14));
    this.paint.end();
    if (this.top.width !== wide || this.top.height !== this.paint.canvas.height) { this.top.width = wide; this.top.height = this.paint.canvas.height; }
    this.g.setTransform(dpr, 0, 0, dpr, 0, 0);
    drawOverlay(this.g, { axis: this.axis, view: this.view, css: this.colours.css, width, height, layout, wire: this.wire, rows, current: this.current, profile, cursor: this.hover ?? this.cursor, ghost: this.ghost });
    this.root.dataset.drawn = this.wire.head.level;
    this.root.dataset.view = `${Math.floor(this.view.from / PARTS)}-${Math.ceil(this.view.to / PARTS)}`;
  }

  // Moving about. The address follows when the hand rests.
  place(from, length) {
    const least = 12 * PARTS, first = this.wire.first * PARTS, end = this.wire.end * PARTS;
    length = Math.round(Math.max(least, Math.min(length, end - first)));
    from = Math.round(Math.max(first, Math.min(from, end - length)));
    this.view = { from, to: from + length };
    this.report();
    this.dirty();
  }
  report() {
    clearTimeout(this.moving);
    this.moving = setTimeout(() => this.host?.invokeMethodAsync('Moved', Math.floor(this.view.from / PARTS), Math.ceil(this.view.to / PARTS), this.cursor).catch(() => {}), 400);
  }
  pan(pixels) { this.place(this.view.from + pixels * (this.view.to - this.view.from) / this.plot.clientWidth, this.view.to - this.view.from); }
  zoom(factor, x = this.cursor === null ? this.plot.clientWidth / 2 : this.xOf(this.cursor)) {
    const length = this.view.to - this.view.from, share = Math.max(0, Math.min(1, x / this.plot.clientWidth)), next = Math.max(12 * PARTS, Math.min(length * factor, (this.wire.end - this.wire.first) * PARTS));
    this.place(this.view.from + (length - next) * share, next);
  }
  centre(level) { const length = this.view.to - this.view.from; this.place(level * PARTS - length / 2, length); }
  xOf(level) { return (level * PARTS - this.view.from) * this.plot.clientWidth / (this.view.to - this.view.from); }
  levelAt(x) { return Math.floor((this.view.from + x * (this.view.to - this.view.from) / this.plot.clientWidth) / PARTS); }

  // Puts the cursor on a level and the work's true length beside it.
  choose(level, length = 0, speak = true) {
    const row = this.row, need = Math.max(this.wire.need, length), at = Math.max(this.wire.first, Math.min(this.wire.end - 1, level));
    this.cursor = at;
    const near = nearest(row, at, need), reach = 12 / this.perPixel;
    let from = at, ok = at >= this.axis.h.level && fits(row, at, need);
    if (!ok) {
      const snap = [near.after, near.before].find(l => l !== null && l >= this.axis.h.level && Math.abs(l - at) <= reach);
      if (snap !== undefined) { from = snap; ok = true; }
    }
    this.ghost = { asked: at, from, length: need, fits: ok, near, short: ok ? this.price(from, need) : `does not fit: ${this.why(row, at)}` };
    if (speak) this.report();
    this.tell(speak);
    this.dirty();
  }
  clear() { this.cursor = this.ghost = this.anchor = null; this.report(); this.tell(true); this.dirty(); }

  price(from, need) {
    // Never a price of nothing while the rights are on their way; when they are here, what stands chosen is priced again.
    if (!this.row.rights) return 'fits; its price is not known yet';
    const found = spanAt(this.row, from), spare = (found[1] - from - need) * this.axis.h.b / 1000, { blocks, share } = cost(this.row, this.wire, from, need);
    return `fits, ${span(spare)} to spare, ${up(blocks, 1000)} blocks · ${up(share * 100, 10)} % of the budget`;
  }
  why(row, level) {
    if (level < this.axis.h.level) return 'it is past';
    const found = spanAt(row, level);
    if (!found || found[2] > 3) return kindWords(row, found, this.axis);
    const next = spanAt(row, found[1]), i = lower(row.rights ?? [], found[1]), right = row.rights?.[i];
    return `${span(this.axis.nominal(level, found[1]) / 1000)} until ${next?.[2] === 7 && right ? `${this.wire.bakers[bakerOf(right)].name} bakes level ${number(levelOf(right))}` : kindWords(row, next, this.axis)}`;
  }

  words(level) {
    const row = this.row, found = spanAt(row, level), need = Math.max(this.wire.need, this.ghost?.length ?? 0), list = say(this, level, row);
    if (this.rows.length > 1) list.unshift(row.name);
    list.push(kindWords(row, found, this.axis));
    if (level >= this.axis.h.level) list.push(`${need === this.wire.need ? this.wire.needText[0] : span(need * this.axis.h.b / 1000)} from here: ${fits(row, level, need) ? this.price(level, need) : 'does not fit'}`);
    return list.join(' · ');
  }

  tell(speak) {
    if (!this.wire) return;
    const level = this.hover ?? this.cursor;
    if (this.failed || level !== null) this.read.textContent = this.failed ?? this.words(level);
    if (speak) {
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => { this.live.textContent = this.cursor === null ? 'Nothing chosen.' : `${this.words(this.cursor)}. ${this.ghost && this.ghost.from !== this.cursor && this.ghost.fits ? `Start at level ${number(this.ghost.from)}: ${this.ghost.short}.` : ''}`; }, 300);
    }
    this.offer();
  }

  // What can be done with what is chosen, as plain links and buttons.
  offer() {
    const g = this.ghost, key = g ? [g.from, g.length, g.fits, g.short, g.near.before, g.near.after].join() : '';
    if (key === this.offered) return;
    this.offered = key;
    const focus = this.act.contains(document.activeElement);
    this.act.replaceChildren();
    if (!g) return;
    const say = document.createElement('span'), add = (tag, text, more) => { const e = Object.assign(document.createElement(tag), { textContent: text, ...more }); this.act.append(e, ' '); return e; };
    say.textContent = `Level ${number(g.from)}, ${this.axis.when(g.from)}: ${g.short}. `;
    this.act.append(say);
    if (g.fits) {
      this.link = add('a', 'Request this start', { href: this.url(g), className: 'bw-cal-request' });
    } else {
      this.link = null;
      for (const [name, level] of [['before', g.near.before], ['after', g.near.after]]) if (level !== null && level >= this.axis.h.level) add('button', `Nearest start ${name}: level ${number(level)}`, { type: 'button', className: 'bw-link', onclick: () => { this.choose(level, g.length); this.reveal(level); this.pad.focus(); } });
      if (g.near.before === null && g.near.after === null) add('span', 'No start fits up to where rights are known.');
    }
    add('button', 'Clear', { type: 'button', className: 'bw-link', onclick: () => { this.clear(); this.pad.focus(); } });
    if (focus) this.pad.focus();
  }
  url(g) { return `${this.wire.request}${g.from}&need=${g.length === this.wire.need ? this.wire.needText[1] : `PT${Math.round(g.length * this.axis.h.b / 1000)}S`}`; }
  request() {
    if (this.ghost?.fits && this.link) this.link.click(); else this.tell(true);
  }
  reveal(level) { const x = this.xOf(level); if (x < 0 || x > this.plot.clientWidth) this.centre(level); }

  // The next or former hard right, or window that fits, from the cursor on.
  step(what, by) {
    const row = this.row, from = this.cursor ?? this.axis.h.level;
    if (what === 'right') {
      const r = row.rights ?? [];
      for (let i = by > 0 ? lower(r, from + 1) : lower(r, from) - 1; i >= 0 && i < r.length; i += by) if (roundOf(r[i]) <= row.hard) return levelOf(r[i]);
      return null;
    }
    let found = null;
    for (let i = 0; i < row.live.length; i += 4) {
      if (row.live[i + 2] !== 1 && row.live[i + 2] !== 2) continue;
      if (by > 0 && row.live[i] > from) return row.live[i];
      if (by < 0 && row.live[i] < from) found = row.live[i];
    }
    return found;
  }
  switchRow(by) {
    const i = this.rows.indexOf(this.row), next = this.rows[Math.max(0, Math.min(this.rows.length - 1, i + by))];
    this.pick(next.id);
  }
  pick(id) {
    this.current = id;
    for (const e of this.root.querySelectorAll('[data-row]')) e.setAttribute('aria-pressed', String(e.dataset.row === id));
    if (this.cursor !== null) this.choose(this.cursor, this.ghost?.length === this.wire.need ? 0 : this.ghost?.length ?? 0); else this.dirty();
  }
}
