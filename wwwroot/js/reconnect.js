// Starts the circuit, and finds back to the server when it is gone: a banner that covers nothing, one question a second, at most one reload.
const bw = window.bakewindow;
const banner = () => document.querySelector('components-reconnect-modal');
let trying = false, since = null;

const show = (text, button) => {
  const b = banner();
  if (!b) return;
  b.classList.toggle('bw-shown', text !== null);
  b.querySelector('[data-says]').textContent = text ?? '';
  b.querySelector('button').hidden = !button;
};
const pause = ms => new Promise(r => setTimeout(r, ms));
const answers = async () => {
  try { return (await fetch('/healthz/ready', { cache: 'no-store', signal: AbortSignal.timeout(3000) })).ok; } catch { return false; }
};

// The circuit's state is gone with the server; the address has the picture and the tab has the drafts. A dialog is not torn away from whoever reads it.
const reload = () => {
  for (const own of document.querySelectorAll('dialog.bw-dialog[open]')) {
    own.addEventListener('close', () => reload(), { once: true });
    show('BakeWindow is there again. It loads anew when you close the dialog.', true);
    return;
  }
  if (bw.dialogOpen()) { show('BakeWindow is there again. What you typed is kept; load the page anew to go on.', true); return; }
  location.reload();
};

const back = async () => {
  if (trying) return;
  trying = true;
  try {
    for (;;) {
      if (await answers()) {
        let same;
        try { same = await window.Blazor.reconnect(); } catch { same = undefined; }
        if (same === false) { reload(); return; }
        if (same === true) { up(); return; }
      }
      await pause(1000);
    }
  } finally { trying = false; }
};
const down = () => {
  bw.live = false;
  since ??= bw.utc(bw.now());
  bw.breaks('socket');
  show(`Connection lost at ${since} UTC. What you see is from then; trying again by itself.`);
  back();
};
const up = () => {
  bw.live = true;
  since = null;
  bw.breaks(null);
  show(null);
  bw.call('DrawAgain');
};
bw.reconnect = down;

window.Blazor.start({
  circuit: {
    configureSignalR: b => b.withServerTimeout(20000).withKeepAliveInterval(10000),
    reconnectionHandler: { onConnectionDown: down, onConnectionUp: up },
  },
}).catch(() => dead());

// A proxy that lets no socket through: the page stays what it was when it was loaded, and says so.
const dead = () => { bw.dead = true; show('The live connection could not be opened: what you see is from when the page was loaded, and acts are off.', true); };
setTimeout(() => { if (!bw.live && since === null) dead(); }, 8000);
document.addEventListener('bw-ready', () => { if (bw.dead) { bw.dead = false; show(null); } });
