// Levels to times and to words. Ahead of the head a time is a bound: no block comes earlier. Behind it, it is the block's own where that is known, else the latest possible.
export const number = n => n.toLocaleString('en-US');
export const span = seconds => {
  const s = Math.round(Math.abs(seconds)), two = (a, x, b, y) => `${a} ${x}${b ? ` ${b} ${y}` : ''}`;
  return s >= 172800 ? two(Math.floor(s / 86400), 'd', Math.floor(s / 3600) % 24, 'h') : s >= 3600 ? two(Math.floor(s / 3600), 'h', Math.floor(s / 60) % 60, 'min')
    : s >= 60 ? two(Math.floor(s / 60), 'min', s % 60, 's') : `${s} s`;
};

const formats = new Map();
const parts = (ms, zone) => {
  let f = formats.get(zone);
  if (!f) formats.set(zone, f = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' }));
  const p = {};
  for (const { type, value } of f.formatToParts(ms)) p[type] = value;
  return p;
};
// As the server writes it: the date stands in front where it is another day than now.
export function stamp(ms, zone, now) {
  const p = parts(ms, zone), n = parts(now, zone), clock = `${p.hour}:${p.minute}:${p.second}`;
  return p.year !== n.year ? `${p.day} ${p.month} ${p.year} ${clock}` : p.month !== n.month || p.day !== n.day ? `${p.weekday} ${p.day} ${p.month} ${clock}` : clock;
}
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// What the zone is ahead of UTC at this instant, milliseconds.
export function offset(ms, zone) {
  const p = parts(ms, zone), whole = Math.floor(ms / 1000) * 1000;
  return Date.UTC(p.year, months.indexOf(p.month), p.day, p.hour, p.minute, p.second) - whole;
}

export class Axis {
  constructor(wire, times) { this.wire = wire; this.h = wire.head; this.times = times; }
  get zone() { return this.wire.zone ? this.wire.zone[0] : 'UTC'; }

  nominal(from, to) {
    const s = this.h.steps;
    let b = this.h.b, time = b * (to - from);
    for (let i = s.length - 2; i >= 0; i -= 2) {
      if (from + 1 < s[i]) time += (s[i + 1] - b) * (Math.min(to, s[i] - 1) - from);
      b = s[i + 1];
    }
    return time;
  }
  bound(level, round = 0) {
    const h = this.h;
    if (level > h.level) return h.at + h.next + (level - h.level - 1) * h.b + (h.priority ? h.d * round : h.b * round + h.d * round * (round - 1) / 2);
    return level === h.level ? h.at : this.times.get(level) ?? h.at - this.nominal(level, h.level);
  }
  likely(level, round = 0) { return this.bound(level, round) + Math.max(0, level - this.h.level - 1) * this.h.drift; }
  // One standard deviation: a block that is late is late by a round.
  spread(level) { return Math.max(1, Math.round(Math.sqrt(Math.max(0, level - this.h.level) * this.h.drift * (this.h.b + this.h.d)) / 1000)); }
  cycle(level) {
    const n = Math.floor((level - this.h.cycleFirst) / this.h.cycleLength);
    return { cycle: this.h.cycle + n, first: this.h.cycleFirst + n * this.h.cycleLength };
  }
  // Where on the axis an instant lies, in levels and parts of one.
  place(ms, when = level => this.bound(level)) {
    let a = 1, b = this.wire.end + 100000;
    while (a < b) { const m = (a + b) >> 1; if (when(m) < ms) a = m + 1; else b = m; }
    const t0 = when(a - 1), t1 = when(a);
    return t1 > t0 ? a - (t1 - ms) / (t1 - t0) : a;
  }
  both(ms) {
    const { zone, now } = this.wire;
    return `${stamp(ms, 'UTC', now)} UTC${zone ? ` (${stamp(ms, zone[0], now)} ${zone[1]})` : ''}`;
  }
  when(level, round = 0) {
    if (level > this.h.level) return `not before ${this.both(this.bound(level, round))}, likely ${stamp(this.likely(level, round), 'UTC', this.wire.now)} ± ${this.spread(level)} s`;
    return level === this.h.level || this.times.has(level) ? `at ${this.both(this.bound(level))}` : `no later than ${this.both(this.bound(level))}`;
  }
  // Round clock times of the viewer over the levels, and where his clock is set.
  ticks(from, to, most) {
    const start = this.bound(Math.floor(from)), end = this.bound(Math.ceil(to)), zone = this.zone, ticks = [], seams = [];
    const step = [60, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 345600, 864000].map(s => s * 1000).find(s => (end - start) / s <= most) ?? 864e6;
    for (let t = start, was = offset(start, zone); t < end;) {
      const off = offset(t, zone);
      if (off !== was) { seams.push({ at: this.seam(t - step, t, was), by: off - was }); was = off; }
      let at = Math.ceil((t + off) / step) * step - off;
      const there = offset(at, zone);
      if (there !== off && step > 3600e3) at += off - there;
      if (at >= end) break;
      ticks.push(at);
      t = Math.max(at, t) + 1000;
    }
    const off = offset(end, zone), last = ticks.length ? ticks[ticks.length - 1] : start;
    if (off !== offset(last, zone)) seams.push({ at: this.seam(last, end, offset(last, zone)), by: off - offset(last, zone) });
    return { ticks, seams, step };
  }
  seam(a, b, was) {
    while (b - a > 1) { const m = Math.floor((a + b) / 2); if (offset(m, this.zone) === was) a = m; else b = m; }
    return b;
  }
  label(ms, step) {
    const p = parts(ms, this.zone);
    return step >= 86400e3 || (step >= 21600e3 && p.hour === '00') ? `${p.weekday} ${p.day} ${p.month}` : `${p.hour}:${p.minute}`;
  }
}
