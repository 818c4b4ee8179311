// The palette's hands: the dialog, the active option and what it does. What it offers is reckoned by the server as it is typed.
const bw = window.bakewindow;
const dialog = () => document.getElementById('bw-palette');
const input = () => document.getElementById('bw-ask');
const list = () => document.getElementById('bw-found');
const options = () => [...list().querySelectorAll('[role=option]')];
let opener = null, wants = false;

const choose = index => {
  const all = options();
  all.forEach((o, i) => o.setAttribute('aria-selected', String(i === index)));
  const one = all[index];
  if (one) { input().setAttribute('aria-activedescendant', one.id); one.scrollIntoView({ block: 'nearest' }); } else input().removeAttribute('aria-activedescendant');
};
const chosen = () => options().findIndex(o => o.getAttribute('aria-selected') === 'true');
const take = option => {
  if (!option || option.getAttribute('aria-disabled') === 'true') return;
  const { href, act } = option.dataset;
  dialog().close();
  if (act) bw.do(act); else if (href) bw.go(href);
};

bw.palette = () => {
  const d = dialog();
  if (!d) return;
  if (d.open) { input().select(); return; }
  opener = document.activeElement;
  d.showModal();
  input().focus();
  input().select();
  choose(0);
};

document.addEventListener('keydown', e => {
  if (e.target !== input()) return;
  const all = options(), i = chosen();
  const to = { ArrowDown: (i + 1) % all.length, ArrowUp: (i - 1 + all.length) % all.length, PageDown: Math.min(all.length - 1, i + 5), PageUp: Math.max(0, i - 5) }[e.key];
  if (to !== undefined && all.length) { e.preventDefault(); choose(to); }
  if (e.key === 'Enter') {
    e.preventDefault();
    // Pressed before the answer to the last letter came: it is waited for, never guessed.
    if (list().dataset.for === input().value.trim()) take(all[Math.max(0, i)]); else wants = true;
  }
});
document.addEventListener('click', e => { const o = e.target.closest?.('#bw-found [role=option]'); if (o) { e.preventDefault(); take(o); } });
document.addEventListener('pointermove', e => { const o = e.target.closest?.('#bw-found [role=option]'); if (o) choose(options().indexOf(o)); });

document.addEventListener('bw-ready', () => {
  const d = dialog();
  if (!d || d.dataset.wired) return;
  d.dataset.wired = '';
  d.addEventListener('close', () => { wants = false; if (opener?.isConnected) opener.focus(); });
  new MutationObserver(() => {
    choose(0);
    if (wants && list().dataset.for === input().value.trim()) { wants = false; take(options()[0]); }
  }).observe(list(), { attributes: true, attributeFilter: ['data-for'] });
});
