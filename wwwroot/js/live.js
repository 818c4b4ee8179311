// Clocks that go by the server's time, and the dead man's switch: an answer that nobody renews is taken back by the page itself.
const bw = window.bakewindow;
const two = n => String(n).padStart(2, '0');
const utc = ms => { const d = new Date(ms); return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`; };
const span = ms => {
  const s = Math.max(0, Math.floor(ms / 1000)), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
  return h >= 48 ? `in ${Math.floor(h / 24)} d ${h % 24} h` : h > 0 ? `in ${h} h ${m} min` : m > 0 ? `in ${m} min ${s % 60} s` : `in ${s} s`;
};

// The server's time, carried on by this device's clocks. The monotonic one stands still while a laptop sleeps, so the other counts too where it is ahead.
let said = null, at = 0, mono = performance.now(), wall = Date.now(), speed = 1, silence = 23000, broken = null;
const since = () => Math.max(performance.now() - mono, Date.now() - wall, 0);
const now = () => at + since() * speed;

/** Hears the server: its time, in milliseconds, and what its real clock says where a rehearsal's differs. */
const hear = (ms, real) => {
  at = ms;
  mono = performance.now();
  wall = Date.now();
  skew(wall - real);
};

const skew = ahead => {
  const note = document.getElementById('bw-skew');
  if (!note) return;
  const off = Math.abs(ahead) > 2000 + 1500 * !bw.live;
  note.hidden = !off;
  if (off) note.textContent = `This device’s clock is ${(Math.abs(ahead) / 1000).toFixed(0)} s ${ahead > 0 ? 'ahead of' : 'behind'} the server’s. Times here go by the server’s clock; set the device’s.`;
};

const listen = () => {
  const clock = document.getElementById('bw-clock');
  if (clock && clock.dataset.now !== said) {
    const drawn = said === null && !bw.live;
    said = clock.dataset.now;
    speed = Number(clock.dataset.speed) || 1;
    // Three block times and five seconds of the chain; in a rehearsal they pass faster, but the server gives a sign of life every ten seconds at least, not more often.
    silence = Math.max((Number(clock.dataset.silence) || 23000) / speed, 12500);
    if (drawn) { at = Number(said); mono = performance.now(); wall = Date.now(); } else hear(Number(said), Number(clock.dataset.real ?? said));
  }
  return clock;
};

const asked = new WeakMap();
const expire = (e, t) => {
  const until = Number(e.dataset.validUntil), open = e.classList.contains('bw-open');
  // Only an Open can do harm when it is old; other answers stand for as long as there is contact.
  const over = open && t > until && (speed === 1 || since() > 2000);
  if (over && bw.live && asked.get(e) !== until) { asked.set(e, until); bw.call('DrawAgain'); }
  const lost = bw.lost || (over && t > until + 700 * speed);
  if (e.hasAttribute('data-lost') === lost) return;
  e.toggleAttribute('data-lost', lost);
  for (const note of e.querySelectorAll('.bw-lost')) {
    note.hidden = !lost;
    for (const when of note.querySelectorAll('[data-lost-at]')) when.textContent = `at ${utc(bw.lost ? at : until)} UTC`;
  }
  if (lost) bw.speak(`Can’t say: this page lost contact at ${utc(at)} UTC. Don’t act on what it shows.`);
};

// Acts are off while contact is lost; clicks that come all the same end here.
const acts = '[data-act], main button[type=submit], main a[href^="/maintenance/new"]';
const off = () => {
  for (const e of document.querySelectorAll(acts)) {
    if ((bw.lost || bw.dead) && e.getAttribute('aria-disabled') !== 'true') { e.setAttribute('aria-disabled', 'true'); e.dataset.offByLoss = ''; }
    if (!bw.lost && !bw.dead && 'offByLoss' in e.dataset) { e.removeAttribute('aria-disabled'); delete e.dataset.offByLoss; }
  }
};
for (const kind of ['click', 'submit']) {
  document.addEventListener(kind, e => {
    if (!(bw.lost || bw.dead) || !(kind === 'submit' || e.target.closest?.(acts))) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    bw.speak('Off while contact is lost: the gate could not be asked again.');
  }, true);
}

bw.speak = text => { const line = document.getElementById('bw-loud'); if (line && line.textContent !== text) line.textContent = text; };
bw.now = now;
bw.utc = utc;
const unsure = 'Can’t say · was ';
/** Contact is lost, or there again: told by whoever knows it first. */
bw.breaks = why => { broken = why; tick(); };

const tick = () => {
  const clock = listen();
  if (!clock) return;
  const t = now();
  const own = clock.dataset.city ? ` · ${new Date(t).toLocaleTimeString('en-GB', { timeZone: clock.dataset.zone })} ${clock.dataset.city}` : '';
  if (clock.textContent !== `${utc(t)} UTC${own}`) clock.textContent = `${utc(t)} UTC${own}`;
  for (const e of document.querySelectorAll('[data-countdown]')) {
    const text = span(Date.parse(e.dataset.countdown) - t);
    if (e.textContent !== text) e.textContent = text;
  }
  for (const e of document.querySelectorAll('[data-age-of]')) {
    const age = Math.round((t - Number(e.dataset.ageOf)) / 1000), text = age < 0 ? '' : age < 120 ? `${age} s` : `${Math.floor(age / 60)} min`;
    if (e.textContent !== text) e.textContent = text;
    e.closest('.bw-chip')?.classList.toggle('bw-warn', age < -2 || age * 1000 > (Number(e.dataset.oldest) || 23000));
  }
  const lost = broken !== null || since() > silence;
  if (lost !== bw.lost) {
    bw.lost = lost;
    document.documentElement.toggleAttribute('data-lost', lost);
    // A tab's title tells the state first; the server writes its own again with the next news.
    if (lost && !document.title.startsWith(unsure)) document.title = unsure + document.title;
    if (!lost && document.title.startsWith(unsure)) document.title = document.title.slice(unsure.length);
    if (!lost) bw.speak('Contact is there again.');
  }
  for (const e of document.querySelectorAll('[data-valid-until]')) expire(e, t);
  off();
};

// After a sleep the socket may be dead without knowing it: HTTP is asked before anything is shown as true.
const wake = async () => {
  if (document.hidden) { tick(); return; }
  tick();
  const slept = since() > silence;
  try {
    const answer = await fetch('/api/v1/head', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
    if (!answer.ok) return;
    const head = await answer.json();
    skew(Date.now() - head.real);
    const drawn = Number(document.querySelector('[data-head]')?.dataset.head);
    if (!slept && !(head.level > drawn + 1)) return;
    if (await Promise.race([bw.call('DrawAgain').then(() => true), new Promise(r => setTimeout(r, 3000, false))]) !== true || !bw.live) bw.reconnect?.();
  } catch {
    // The banner says it when the socket is gone too; until then silence does.
  }
};
document.addEventListener('visibilitychange', wake);
addEventListener('pageshow', e => { if (e.persisted) wake(); });
document.addEventListener('bw-ready', tick);
setInterval(tick, 250);
tick();
