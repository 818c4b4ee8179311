// One lane as pixels: the same reckoning as Core's LaneBins, held to the same vectors. A view is {from, to, width}: its ends in sixteenths of a level, device pixels.
export const NONE = 0, OPEN = 1, COSTS = 2, SHORT = 3, HOURS = 4, FROZEN = 5, UNKNOWN = 6, HARD = 7;
export const PARTS = 16;

const cut = (x, width) => Math.max(0, Math.min(width, x));
export const floorAt = (v, level) => cut(Math.floor((level * PARTS - v.from) * v.width / (v.to - v.from)), v.width);
export const ceilAt = (v, level) => cut(Math.ceil((level * PARTS - v.from) * v.width / (v.to - v.from)), v.width);
export const firstLevel = (v, x) => Math.ceil((v.from * v.width + x * (v.to - v.from)) / (PARTS * v.width));
export const isOpen = kind => kind >= OPEN && kind <= SHORT;

// Spans are flat: from, to, kind, note, in order of from. Beginning at `start` saves looking at what lies left of the view.
export function binLane(spans, v, least, start = 0) {
  const kinds = new Uint8Array(v.width), marks = new Uint8Array(v.width), fit = new Int32Array(v.width);
  for (let i = start; i < spans.length; i += 4) {
    const from = spans[i], to = spans[i + 1], kind = spans[i + 2];
    if (from * PARTS >= v.to) break;
    if (to * PARTS <= v.from) continue;
    const open = isOpen(kind);
    const x0 = open ? ceilAt(v, from) : floorAt(v, from), x1 = open ? floorAt(v, to) : ceilAt(v, to);
    for (let x = x0; x < x1; x++) if (kinds[x] < kind) kinds[x] = kind;
    if ((kind === OPEN || kind === COSTS) && x1 - x0 < least) {
      const middle = Math.floor(((from + to) * PARTS / 2 - v.from) * v.width / (v.to - v.from));
      const at = Math.max(0, Math.min(Math.max(0, v.width - least), middle - Math.floor(least / 2)));
      marks.fill(1, at, Math.min(at + least, v.width));
    }
    if (open) profile(fit, v, from, to);
  }
  return { kinds, marks, fit };
}

function profile(fit, v, from, to) {
  for (let x = floorAt(v, from), end = ceilAt(v, to), first = firstLevel(v, x); x < end; x++) {
    const next = firstLevel(v, x + 1), start = Math.max(from, first);
    if (start < Math.max(next, first + 1) && start < to) fit[x] = Math.max(fit[x], to - start);
    first = next;
  }
}
