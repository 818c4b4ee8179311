// The upper canvas: words, lines, cursor and ghost. Little, so it is drawn by shapes.
import { PARTS, OPEN, COSTS, UNKNOWN, HARD, FROZEN, HOURS } from './bins.js';
import { startOf, lower, levelOf, roundOf, bakerOf, NEVER } from './data.js';
import { number, span } from './axis.js';

export function drawOverlay(g, s) {
  const { axis, view, css, width, height, layout, wire } = s, x = level => (level * PARTS - view.from) * width / (view.to - view.from);
  const from = view.from / PARTS, to = view.to / PARTS, ppl = width / (to - from);
  g.clearRect(0, 0, width, height);
  g.font = '12px system-ui, sans-serif';
  g.textBaseline = 'middle';
  const text = (t, at, y, colour, align = 'left') => { g.textAlign = align; g.fillStyle = colour; g.fillText(t, at, y); };
  const line = (a, y0, b, y1, colour, w = 1, dash = []) => { g.strokeStyle = colour; g.lineWidth = w; g.setLineDash(dash); g.beginPath(); g.moveTo(a, y0); g.lineTo(b, y1); g.stroke(); g.setLineDash([]); };
  const bottom = layout.work + layout.workHeight;

  // Rulers: guaranteed above, likely below; what lies between them is the wedge.
  const { ticks, seams, step } = axis.ticks(from, to, Math.max(2, Math.floor(width / 96)));
  for (const at of ticks) {
    const a = Math.round(x(axis.place(at))) + 0.5, b = Math.round(x(axis.place(at, l => axis.likely(l)))) + 0.5;
    line(a, 18, a, bottom, css.hair);
    text(axis.label(at, step), a, 10, css.text, 'center');
    if (at > axis.h.at) { line(a, 18, b, 30, css.edge, 1, [2, 2]); line(b, 30, b, 34, css.edge); }
  }
  const end = Math.floor(to), slip = (axis.likely(end) - axis.bound(end)) / 1000;
  if (slip >= 1) text(`likely +${Math.floor(slip / 60)}:${String(Math.floor(slip % 60)).padStart(2, '0')} at the right edge`, width - 4, 26, css.muted, 'right');
  for (const seam of seams) {
    const a = x(axis.place(seam.at));
    line(a, 0, a, bottom, css.runningMark, 2, [6, 3]);
    text(`clocks ${seam.by > 0 ? '+' : '−'}${Math.abs(seam.by) / 3600e3} h`, a + 4, 26, css.runningText);
  }
  for (let c = axis.cycle(Math.floor(from)), l = c.first, n = c.cycle; l < to; l += axis.h.cycleLength, n++) {
    if (l < from) continue;
    line(x(l), 0, x(l), bottom, css.edge, 2);
    text(`C${n}`, x(l) + 4, 26, css.text);
  }
  for (const a of wire.activations) if (a >= from && a < to) { line(x(a) - 2, 0, x(a) - 2, bottom, css.costMark, 2); line(x(a) + 2, 0, x(a) + 2, bottom, css.costMark, 2); text('new protocol: times after this are of low confidence', x(a) + 8, 26, css.costText); }
  if (wire.known + 1 < to && wire.known + 1 > from) torn(g, x(wire.known + 1), 34, bottom, css.unknownMark);

  s.rows.forEach((row, i) => {
    const y = layout.top + i * layout.rowHeight, a = y + layout.lanes.answer[0], h = layout.lanes.answer[1];
    line(0, y + 0.5, width, y + 0.5, css.hair);
    if (row.id === s.current && s.rows.length > 1) { g.fillStyle = css.focus; g.fillRect(0, y, 3, layout.rowHeight); }
    for (let j = startOf(row, Math.floor(from)); j < row.live.length && row.live[j] < to; j += 4) {
      const [f, t, kind, note] = row.live.slice(j, j + 4), x0 = Math.max(0, x(f)), x1 = Math.min(width, x(t)), w = x1 - x0;
      if (w < 64) continue;
      if (kind === OPEN || kind === COSTS) {
        if (s.profile) continue;
        const lasts = span(axis.nominal(f, t) / 1000);
        if (kind === OPEN) text(lasts, x0 + 6, a + h / 2 + 1, css.openText); else label(g, lasts, x0 + 6, a + h / 2, w, css);
        const latest = x(t - wire.need);
        if (latest > x0 + 70) { g.fillStyle = css.openMark; g.beginPath(); g.moveTo(latest, a + 3); g.lineTo(latest - 4, a + 10); g.lineTo(latest + 4, a + 10); g.fill(); if (x1 - latest > 60) text('latest', latest + 6, a + h / 2 + 1, css.openText); }
      } else if (kind === UNKNOWN || kind === FROZEN || kind === HOURS) {
        label(g, row.id === '*' || row.unknown ? (kind === UNKNOWN && t === NEVER && !row.unknown ? wire.edge : row.notes[note] ?? '') : '', x0 + 4, a + h / 2, w - 8, css);
      }
    }
    if (ppl >= 6) cells(g, row, s, x, ppl, y, line, text);
  });

  work(g, s, x, line, text);
  // Now, the cursor, and the ghost of the work.
  const now = x(axis.h.level);
  if (now >= 0 && now <= width) { line(now, 34, now, bottom, css.text, 1, [4, 3]); text('now', now + 3, layout.work + layout.workHeight - 7, css.muted); }
  const shown = s.ghost;
  if (shown) {
    const x0 = x(shown.from), w = Math.max(2, x(shown.from + shown.length) - x0), i = Math.max(0, s.rows.findIndex(r => r.id === s.current)), y = layout.top + i * layout.rowHeight;
    g.fillStyle = shown.fits ? css.runningTint : css.heldTint; g.globalAlpha = 0.45; g.fillRect(x0, y + 1, w, layout.rowHeight - 2); g.globalAlpha = 1;
    g.strokeStyle = shown.fits ? css.runningMark : css.heldMark; g.lineWidth = 2; g.setLineDash(shown.fits ? [] : [5, 3]); g.strokeRect(x0, y + 1, w, layout.rowHeight - 2); g.setLineDash([]);
    label(g, shown.short, Math.max(0, Math.min(x0 + 6, width - 220)), y + layout.rowHeight - 11, 240, css);
  }
  if (s.cursor !== null) { const a = x(s.cursor) + Math.max(0.5, Math.min(ppl / 2, 20)); line(a, 0, a, bottom, css.focus, 2); }
  mini(g, s, line, text);
}

function label(g, words, x, y, room, css) {
  if (!words || room < 60) return;
  let t = words;
  while (t.length > 8 && g.measureText(t).width > room) t = `${t.slice(0, -2).trimEnd()}…`.replace('……', '…');
  g.textAlign = 'left';
  g.fillStyle = css.ground;
  g.fillRect(x - 2, y - 8, g.measureText(t).width + 4, 16);
  g.fillStyle = css.text;
  g.fillText(t, x, y + 1);
}

function torn(g, x, y0, y1, colour) {
  g.strokeStyle = colour; g.lineWidth = 2; g.beginPath(); g.moveTo(x, y0);
  for (let y = y0, k = 0; y < y1; y += 6, k++) g.lineTo(x + (k % 2 ? 4 : -4), y);
  g.stroke();
}

// Levels wide enough for words: rounds by number, and past rights by what became of them.
function cells(g, row, s, x, ppl, y, line, text) {
  const { css, layout, axis } = s, from = s.view.from / PARTS, to = s.view.to / PARTS, top = y + layout.lanes.blocks[0], h = layout.lanes.blocks[1];
  for (let i = lower(row.rights ?? [], Math.floor(from)); row.rights && i < row.rights.length; i++) {
    const level = levelOf(row.rights[i]), round = roundOf(row.rights[i]), at = x(level);
    if (level >= to) break;
    if (level <= axis.h.level) {
      const result = row.past?.get(row.rights[i]);
      g.beginPath(); g.arc(at + 6, top + h / 2, 4, 0, 7); g.lineWidth = 1.5;
      if (result === 1) { g.fillStyle = css.text; g.fill(); } else { g.strokeStyle = result === 2 ? css.heldMark : css.muted; g.setLineDash(result ? [] : [2, 2]); g.stroke(); g.setLineDash([]); }
      if (result === 2) text('×', at + 6, top + h / 2, css.heldText, 'center');
    } else if (ppl >= 14 || round === 0) text(String(round), at + 5, top + h / 2 + 1, round <= row.hard ? css.heldText : css.costText);
  }
}

function work(g, s, x, line, text) {
  const { css, layout, wire, width } = s, y = layout.work + 4, h = layout.workHeight - 10;
  for (const b of wire.bands) {
    const x0 = Math.max(0, x(b.from)), x1 = Math.min(width, x(b.to));
    if (x1 <= x0) continue;
    g.fillStyle = css.costMark;
    if (b.what === 'nonce') for (let k = x0; k < x1; k += 5) g.fillRect(k, y + h - 4, 2, 4); else g.fillRect(x0, y + h - 2, x1 - x0, 2);
    label(g, b.text, x0 + 4, y + h / 2 - 2, x1 - x0 - 8, css);
  }
  for (const m of wire.work) {
    const x0 = x(m.from), half = x(m.half), x1 = Math.max(x(m.to), x0 + 3);
    if (x1 < 0 || x0 > width) continue;
    g.globalAlpha = 0.35; g.fillStyle = css.runningMark; g.fillRect(half, y, Math.max(0, x1 - half), h); g.globalAlpha = 1;
    g.fillStyle = css.runningMark; g.fillRect(x0, y, Math.max(2, half - x0), h);
    g.strokeStyle = css.runningMark; g.lineWidth = 2; g.strokeRect(x0, y, x1 - x0, h);
    label(g, `${m.state === 'done' ? '✓ ' : m.state === 'failed' ? '× ' : ''}${m.text}`, Math.max(2, x0 + 4), y + h / 2, 260, css);
  }
}

function mini(g, s, line, text) {
  const { css, layout, wire, width } = s, y = layout.mini, h = layout.miniHeight, all = wire.end - wire.first;
  const a = (s.view.from / PARTS - wire.first) / all * width, b = (s.view.to / PARTS - wire.first) / all * width;
  line(0, y + 0.5, width, y + 0.5, css.hair);
  for (let c = axisCycle(s), l = c.first, n = c.cycle; l < wire.end; l += s.axis.h.cycleLength, n++) { const at = (l - wire.first) / all * width; if (at >= 0) { line(at, y, at, y + h, css.edge); text(`C${n}`, at + 3, y + h - 7, css.text); } }
  g.strokeStyle = css.focus; g.lineWidth = 2; g.strokeRect(Math.max(1, a), y + 2, Math.max(4, b - a), h - 3);
}
const axisCycle = s => s.axis.cycle(s.wire.first);

const kinds = { [OPEN]: 'open', [COSTS]: 'open, costs more than policy takes as free', 3: 'open, too short', [HOURS]: 'outside the allowed hours', [FROZEN]: 'closed', [UNKNOWN]: 'not known', [HARD]: 'hard' };

// One level in words: the read-out, and what is spoken.
export function say(s, level, row) {
  const { axis, wire } = s, c = axis.cycle(level), words = [`Level ${number(level)}`, `C${c.cycle} +${number(level - c.first)}`];
  const mine = [];
  for (let i = lower(row.rights ?? [], level); row.rights && i < row.rights.length && levelOf(row.rights[i]) === level; i++) mine.push(row.rights[i]);
  words.push(axis.when(level));
  for (const r of mine.slice(0, 3)) {
    const past = level <= axis.h.level, result = row.past?.get(r);
    words.push(`${wire.bakers[bakerOf(r)].name} ${past ? (result === 1 ? 'baked' : result === 2 ? 'missed' : result === 3 ? 'had it taken over' : 'was to bake; what became of it is not known') : 'bakes'}, round ${roundOf(r)}`);
  }
  if (mine.length > 3) words.push(`${mine.length - 3} more bake`);
  return words;
}
export const kindWords = (row, found, axis) => !found ? 'past' : found[2] === UNKNOWN ? `not known: ${row.notes[found[3]] ?? ''}` : found[2] === FROZEN || found[2] === HOURS ? row.notes[found[3]] ?? kinds[found[2]] : found[2] === OPEN ? `open at least until ${axis.both(axis.bound(found[1]))}` : kinds[found[2]];
