// Copies links and answers. A link for others means tomorrow what it means today, and leaves the zone to its reader.
const bw = window.bakewindow;
const units = { d: 86400, h: 3600, m: 60, s: 1 };
const absolute = text => {
  const m = /^now(?:([+\- ])((?:\d{1,6}[dhms])+))?$/i.exec(text.trim());
  if (!m) return text;
  const seconds = [...(m[2] ?? '').matchAll(/(\d+)([dhms])/gi)].reduce((sum, [, n, u]) => sum + Number(n) * units[u.toLowerCase()], 0);
  return new Date(bw.now() + (m[1] === '-' ? -1000 : 1000) * seconds).toISOString().replace(/\.\d+Z$/, 'Z');
};
bw.link = () => {
  const url = new URL(document.querySelector('[data-absolute-url]')?.dataset.absoluteUrl ?? location.href, location.origin);
  url.searchParams.delete('z');
  for (const [key, value] of [...url.searchParams]) url.searchParams.set(key, absolute(value));
  return url.href.replaceAll('%3A', ':');
};
bw.copy = async (text, what) => {
  try {
    await navigator.clipboard.writeText(text);
    bw.say(`${what} copied.`);
  } catch {
    // Without a secure context a browser lets nobody write there: the text is shown to be copied by hand.
    bw.say(`Copy it by hand: ${text}`);
  }
};
// What is too long to be sent with every block comes when it is asked for. The browser is given a promise, so that the click's permission does not run out meanwhile.
let hand = null;
bw.hand = text => { hand?.(text); hand = null; };
bw.copyAsked = async what => {
  if (!bw.live) { await bw.copy(document.getElementById('verdict')?.innerText ?? '', what); return; }
  const asked = new Promise(r => { hand = r; });
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': asked.then(text => new Blob([text], { type: 'text/plain' })) })]);
    bw.say(`${what} copied.`);
  } catch {
    bw.say(`Copy it by hand: ${await asked}`);
  }
};
bw.copyLink = () => bw.copy(bw.link(), 'Link');
document.addEventListener('click', e => {
  const b = e.target.closest?.('[data-copy], [data-copy-from], [data-copy-asked]');
  if (b && 'copyAsked' in b.dataset) bw.copyAsked(b.dataset.copyAsked);
  else if (b) bw.copy(b.dataset.copy ?? document.querySelector(b.dataset.copyFrom)?.innerText ?? '', 'Text');
});
