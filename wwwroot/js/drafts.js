// What was typed into a form with data-draft outlives a restart of the server and a lost connection, in this tab.
const bw = window.bakewindow;
const key = form => `bw-draft:${form.dataset.draft}:${location.pathname}${location.search}`;
const fields = form => [...form.elements].filter(e => (e.name || e.id) && !('noDraft' in e.dataset) && !['password', 'submit', 'button', 'file', 'hidden'].includes(e.type));
const nameOf = e => e.name || e.id;
const valueOf = e => (e.type === 'checkbox' || e.type === 'radio' ? e.checked : e.value);
const sent = new Map();

const save = e => {
  const form = e.target.closest?.('form[data-draft]');
  if (!form || form.dataset.restoring) return;
  sessionStorage.setItem(key(form), JSON.stringify(Object.fromEntries(fields(form).map(f => [nameOf(f), valueOf(f)]))));
};
for (const kind of ['input', 'change']) document.addEventListener(kind, save, true);
document.addEventListener('submit', e => { if (e.target.matches('form[data-draft]')) sent.set(e.target, key(e.target)); }, true);
document.addEventListener('click', e => {
  const form = e.target.closest?.('[data-draft-drop]')?.closest('form[data-draft]');
  if (form) sessionStorage.removeItem(key(form));
}, true);

const settled = () => new Promise(r => setTimeout(r, 120));
const set = (field, value) => {
  if (valueOf(field) === value) return false;
  if (field.type === 'checkbox' || field.type === 'radio') field.checked = value; else field.value = value;
  for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
  return true;
};

/** Puts a draft back. One field may bring others with it, so it is gone over until nothing more changes. */
const restore = async form => {
  const kept = sessionStorage.getItem(key(form));
  form.dataset.draftSeen = '';
  if (!kept || !bw.live) return;
  const draft = JSON.parse(kept);
  form.dataset.restoring = 'true';
  let any = false;
  for (let round = 0; round < 4; round++) {
    const changed = fields(form).filter(f => nameOf(f) in draft && set(f, draft[nameOf(f)])).length;
    any ||= changed > 0;
    if (!changed) break;
    await settled();
  }
  delete form.dataset.restoring;
  if (any) bw.say('What you had typed here is back.');
};
const look = () => {
  for (const [form, name] of sent) if (!form.isConnected) { sessionStorage.removeItem(name); sent.delete(form); }
  if (bw.live) for (const form of document.querySelectorAll('form[data-draft]:not([data-draft-seen])')) restore(form);
};
document.addEventListener('bw-ready', look);
setInterval(look, 250);
