// Keys, mouse, wheel and fingers. One tab stop; nothing is sent by a drag.
import { PARTS } from './bins.js';

export function listen(c, on) {
  const pad = c.pad;
  pad.addEventListener('keydown', e => key(c, e), on);
  pad.addEventListener('wheel', e => wheel(c, e), { ...on, passive: false });
  c.root.addEventListener('click', e => { const row = e.target.closest('[data-row]'); if (row) c.pick(row.dataset.row); }, on);
  pad.addEventListener('contextmenu', e => { if (pointers.size) e.preventDefault(); }, on);
  pad.addEventListener('dblclick', e => { if (inMini(c, at(pad, e).y)) whole(c); }, on);

  const pointers = new Map();
  let hand = null;
  pad.addEventListener('pointerdown', e => {
    if (e.button > 0) return;
    const p = at(pad, e);
    pointers.set(e.pointerId, p);
    pad.setPointerCapture(e.pointerId);
    clearTimeout(hand?.press);
    if (pointers.size === 2) { hand = { pinch: apart(pointers) }; return; }
    const touch = e.pointerType === 'touch';
    hand = { x: p.x, y: p.y, level: c.levelAt(p.x), last: p.x, touch, mini: inMini(c, p.y), moved: false };
    if (hand.mini) teleport(c, p.x);
    else if (touch) hand.press = setTimeout(() => { hand.held = true; aim(c, hand.y); c.choose(c.levelAt(hand.x)); }, 500);
  }, on);
  pad.addEventListener('pointermove', e => {
    const p = at(pad, e);
    if (!pointers.has(e.pointerId)) {
      if (e.pointerType === 'mouse' && !inMini(c, p.y)) { c.hover = c.levelAt(p.x); c.tell(false); c.dirty(); }
      return;
    }
    pointers.set(e.pointerId, p);
    if (hand?.pinch && pointers.size === 2) {
      const now = apart(pointers);
      c.zoom(hand.pinch.distance / Math.max(1, now.distance), now.middle);
      c.pan(hand.pinch.middle - now.middle);
      hand.pinch = now;
      return;
    }
    if (!hand || hand.pinch) return;
    if (!hand.moved && Math.abs(p.x - hand.x) < 5) return;
    hand.moved = true;
    clearTimeout(hand.press);
    if (hand.mini) teleport(c, p.x);
    else if (hand.touch && !hand.held) c.pan(hand.last - p.x);
    else { c.hover = null; aim(c, hand.y); const now = c.levelAt(p.x); c.choose(hand.held ? now : Math.min(now, hand.level), hand.held ? 0 : Math.abs(now - hand.level), false); }
    hand.last = p.x;
  }, on);
  const up = e => {
    if (!pointers.delete(e.pointerId)) return;
    clearTimeout(hand?.press);
    if (!hand || hand.pinch || hand.mini) { if (!pointers.size) hand = null; return; }
    const was = hand;
    hand = null;
    if (e.type === 'pointercancel') return;
    if (!was.moved && !was.held) { aim(c, was.y); c.hover = null; c.choose(was.level); pad.focus({ preventScroll: true }); } else if (was.moved && !was.touch) { c.tell(true); if (c.ghost?.fits) c.request(); }
  };
  pad.addEventListener('pointerup', up, on);
  pad.addEventListener('pointercancel', up, on);
  pad.addEventListener('pointerleave', () => { if (c.hover !== null) { c.hover = null; c.tell(false); c.dirty(); } }, on);
}

const at = (pad, e) => { const r = pad.getBoundingClientRect(); return { x: e.clientX - r.left, y: e.clientY - r.top }; };
const apart = pointers => { const [a, b] = [...pointers.values()]; return { distance: Math.abs(a.x - b.x), middle: (a.x + b.x) / 2 }; };
const inMini = (c, y) => !!c.layout && y >= c.layout.mini;
const teleport = (c, x) => c.centre(c.wire.first + x / c.plot.clientWidth * (c.wire.end - c.wire.first));
const whole = c => c.place(c.wire.first * PARTS, (c.wire.end - c.wire.first) * PARTS);
// The row under the hand is the one that is asked.
function aim(c, y) {
  const i = Math.floor((y - c.layout.top) / c.layout.rowHeight), row = c.shown[i];
  if (row && row.id !== c.current) c.pick(row.id);
}

// A wheel over the page scrolls the page; over a chart that has the focus, or with Shift, it pans; with Ctrl it zooms.
function wheel(c, e) {
  const sideways = Math.abs(e.deltaX) > Math.abs(e.deltaY);
  if (e.ctrlKey || e.metaKey) c.zoom(Math.exp(e.deltaY * 0.003), at(c.pad, e).x);
  else if (sideways || e.shiftKey || document.activeElement === c.pad) c.pan(sideways ? e.deltaX : e.deltaY);
  else return;
  e.preventDefault();
}

function key(c, e) {
  if (e.altKey || e.ctrlKey || e.metaKey || !c.view) return;
  const here = c.cursor ?? c.axis.h.level, screen = Math.round((c.view.to - c.view.from) / PARTS * 0.9);
  const go = level => { if (level === null) return; c.anchor = null; c.choose(level); c.reveal(c.cursor); };
  const extend = by => {
    c.anchor ??= c.ghost?.from ?? here;
    const end = Math.max(c.anchor + c.wire.need, (c.extent ?? c.anchor + c.wire.need) + by);
    c.extent = end;
    c.choose(c.anchor, end - c.anchor);
    c.reveal(end);
  };
  if (!e.shiftKey || !e.key.startsWith('Arrow')) c.extent = null;
  const acts = {
    ArrowLeft: () => e.shiftKey ? extend(-10) : go(here - 1), ArrowRight: () => e.shiftKey ? extend(10) : go(here + 1),
    PageUp: () => { c.place(c.view.from - screen * PARTS, c.view.to - c.view.from); c.choose(here - screen); }, PageDown: () => { c.place(c.view.from + screen * PARTS, c.view.to - c.view.from); c.choose(here + screen); },
    '[': () => go(c.step('right', -1)), ']': () => go(c.step('right', 1)), p: () => go(c.step('window', -1)), n: () => go(c.step('window', 1)),
    ArrowUp: () => c.switchRow(-1), ArrowDown: () => c.switchRow(1), Home: () => go(c.axis.h.level), End: () => go(c.wire.known),
    Enter: () => c.ghost ? c.request() : c.choose(here), Escape: () => c.ghost ? c.clear() : null,
    '+': () => c.zoom(0.5), '=': () => c.zoom(0.5), '-': () => c.zoom(2), 0: () => whole(c), '.': () => c.centre(c.axis.h.level),
  };
  const act = acts[e.key];
  if (!act || (e.key === 'Escape' && !c.ghost)) return;
  // The page has keys of its own; those that the chart takes are not for it.
  e.preventDefault(); e.stopPropagation();
  act();
}
