// Nothing moves under a pointer, a menu or a dialog, nor while the page is held; what is slow says so; what changed lights up once.
const bw = window.bakewindow;
let down = false, menu = null, told = false;
const dialog = () => document.querySelector('dialog[open], [role=dialog]:not([hidden]), [role=alertdialog]:not([hidden])') !== null;
const tell = () => {
  const still = down || menu !== null || dialog();
  if (still !== told && bw.live) { told = still; bw.call('Still', still); }
};
document.addEventListener('pointerdown', e => {
  down = true;
  menu = e.target.closest?.('select') ?? null;
  tell();
  // A release that is never told ends with the window losing the focus.
}, true);
const up = () => { down = false; tell(); };
for (const kind of ['pointerup', 'pointercancel', 'blur', 'dragend']) addEventListener(kind, up, true);
const shut = e => { if (menu && (e.type !== 'keyup' || e.key === 'Escape' || e.key === 'Enter')) { menu = null; tell(); } };
for (const kind of ['change', 'focusout', 'keyup']) document.addEventListener(kind, shut, true);
bw.dialogOpen = dialog;
bw.hold = () => bw.call('Hold');

// A bar of two pixels, for whoever waits longer than 300 ms.
let leaving = 0, waits = 0, here = location.href;
document.addEventListener('click', e => {
  const a = e.target.closest?.('a[href]');
  if (a && a.origin === location.origin && !e.defaultPrevented && !e.ctrlKey && !e.metaKey && !a.target && a.href.split('#')[0] !== location.href.split('#')[0]) { leaving = performance.now(); here = location.href; }
});
setInterval(() => {
  tell();
  if (leaving && (location.href !== here || performance.now() - leaving > 15000)) leaving = 0;
  const busy = leaving || document.querySelector('main [aria-busy=true]') ? waits || performance.now() : 0;
  waits = busy;
  document.getElementById('bw-bar')?.toggleAttribute('data-on', busy > 0 && performance.now() - (leaving || waits) > 300);
}, 100);

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const seen = new WeakMap();
new MutationObserver(changes => {
  if (calm.matches) return;
  for (const e of new Set(changes.map(c => (c.target.nodeType === 1 ? c.target : c.target.parentElement)?.closest('[data-flash]')).filter(Boolean))) {
    const text = e.textContent;
    if (seen.has(e) && seen.get(e) !== text) e.animate([{ boxShadow: 'inset 0 -2px currentColor' }, { boxShadow: 'inset 0 -2px transparent' }], { duration: 900, easing: 'ease-out' });
    seen.set(e, text);
  }
}).observe(document.body, { subtree: true, childList: true, characterData: true });
document.addEventListener('bw-ready', () => { for (const e of document.querySelectorAll('[data-flash]')) seen.set(e, e.textContent); });
