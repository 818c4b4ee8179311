// Keys of the whole product. Single ones are silent where somebody types, and can be switched off (WCAG 2.1.4).
const bw = window.bakewindow;
const places = { n: '/now', c: '/calendar', w: '/windows', m: '/maintenance', k: '/cluster', h: '/health', i: '/incidents', l: '/ledger', a: '/audit', s: '/settings' };
const enabled = () => localStorage.getItem('bw-keys') !== 'off';
bw.go = url => (window.Blazor?.navigateTo && bw.live && !bw.lost ? window.Blazor.navigateTo(url) : location.assign(url));
/** A page says its own address more exactly; it comes too late where the viewer has gone on. */
bw.settle = (from, to) => { if (location.href === from) window.Blazor.navigateTo(to, { replaceHistoryEntry: true }); };

const typing = e => e.target.closest?.('input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable], [role=application], [role=slider]');
const at = () => new URLSearchParams(location.search).get('at') ?? '';
const jump = where => bw.go(`/go/${where}?at=${encodeURIComponent(at())}`);
const present = () => {
  const url = new URL(location.href);
  const had = ['at', 'from', 'to'].filter(k => url.searchParams.has(k));
  for (const k of had) url.searchParams.delete(k);
  bw.go(had.length ? url.pathname + url.search : '/now');
};

const rows = () => [...document.querySelectorAll('[data-rows] > *')].map(r => r.querySelector('a[href], button')).filter(l => l && l.offsetParent !== null);
const walk = step => {
  const all = rows();
  if (!all.length) return false;
  const mine = all.findIndex(l => (l.closest('[data-rows] > *') ?? l).contains(document.activeElement));
  all[mine < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, mine + step))].focus();
  return true;
};

/** What a key or a button with data-do does. */
bw.do = what => ({
  palette: () => bw.palette(),
  help: () => document.getElementById('bw-help')?.showModal(),
  hold: () => bw.hold(),
  zone: () => bw.chooseZone(bw.zone() === 'UTC' ? null : 'UTC'),
  theme: () => bw.chooseTheme(bw.dark() ? 'light' : 'dark'),
  rail: () => bw.chooseRail(getComputedStyle(document.querySelector('.bw-rail')).getPropertyValue('--rail-open').trim() === '1' ? 'closed' : 'open'),
  reload: () => location.reload(),
  'copy-link': () => bw.copyLink(),
  'copy-answer': () => { const b = document.querySelector('[data-copy-answer]'); if (b) b.click(); else bw.copy(document.getElementById('verdict')?.innerText ?? '', 'The answer'); },
  close: () => document.querySelector('dialog[open]')?.close(),
})[what]?.();

document.addEventListener('click', e => {
  const button = e.target.closest?.('[data-do]');
  if (button) { e.preventDefault(); bw.do(button.dataset.do); }
  // A click beside a dialog's content closes it, as Escape does.
  if (e.target.matches?.('dialog.bw-dialog')) e.target.close();
});

let chord = 0;
document.addEventListener('keydown', e => {
  if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'k') { e.preventDefault(); bw.palette(); return; }
  if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || !enabled() || typing(e) || bw.dialogOpen()) return;
  const k = e.key;
  if (chord && performance.now() - chord < 1500 && places[k]) { chord = 0; e.preventDefault(); bw.go(places[k]); return; }
  chord = k === 'g' ? performance.now() : 0;
  if (chord) return;
  if (k.length === 1) {
    const own = document.querySelector(`main [data-key="${CSS.escape(k)}"]`);
    if (own) { e.preventDefault(); own.focus(); own.click(); return; }
  }
  if ('.[]pn'.includes(k) && !document.dispatchEvent(new CustomEvent('bw-key', { detail: { key: k }, cancelable: true }))) { e.preventDefault(); return; }
  const act = {
    '?': () => bw.do('help'), '/': () => bw.palette(), '.': present, '[': () => jump('right-before'), ']': () => jump('right-after'), p: () => jump('window-before'), n: () => jump('window-after'),
    t: () => bw.do('zone'), y: () => bw.copyLink(), r: () => bw.go('/maintenance/new'), H: () => bw.hold(), j: () => walk(1), k: () => walk(-1),
  }[k];
  if (act) { e.preventDefault(); act(); }
});

// The switch, wherever it stands.
const show = () => { for (const s of document.querySelectorAll('[data-keys-switch]')) s.checked = enabled(); };
// A page that is gone to within the site takes the focus.
document.addEventListener('focusin', show);
document.addEventListener('change', e => {
  if (e.target.matches?.('[data-keys-switch]')) { localStorage.setItem('bw-keys', e.target.checked ? 'on' : 'off'); show(); }
  if (e.target.matches?.('[data-zone-choice]')) bw.chooseZone(e.target.value || null);
});
document.addEventListener('bw-ready', show);
