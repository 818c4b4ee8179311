// Runs before anything is painted: theme, zone and the rail's width are told to the page and, by cookies, to the server, so that neither draws twice.
(() => {
  'use strict';
  const root = document.documentElement;
  const read = name => { const m = document.cookie.match(`(?:^|; )${name}=([^;]*)`); return m ? decodeURIComponent(m[1]) : null; };
  const keep = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)}; max-age=31536000; path=/; samesite=strict`; };
  const drop = name => { document.cookie = `${name}=; max-age=0; path=/; samesite=strict`; };
  const own = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const system = matchMedia('(prefers-color-scheme: dark)');
  const choice = () => read('bw-theme');
  const dark = () => (choice() ?? (system.matches ? 'dark' : 'light')) === 'dark';
  // A chosen zone stays; else the device's, which travels.
  const zone = () => read('bw-zone-chosen') ?? own();
  const tell = () => { keep('bw-zone', zone()); keep('bw-system', system.matches ? 'dark' : 'light'); root.dataset.theme = dark() ? 'dark' : 'light'; };
  tell();
  root.dataset.rail = read('bw-rail') ?? '';

  const bw = window.bakewindow = {
    own, zone, dark, read, keep, server: null, live: false, lost: false,
    /** The circuit is up: what it must know of this browser. */
    ready(server) {
      bw.server = server;
      bw.live = true;
      queueMicrotask(() => { document.body.dataset.ready = 'true'; document.dispatchEvent(new Event('bw-ready')); });
      return { zone: zone(), dark: dark() };
    },
    /** Calls the circuit; a dead one is no error, for the banner tells it. */
    async call(method, ...args) {
      if (!bw.live) return undefined;
      try { return await bw.server.invokeMethodAsync(method, ...args); } catch { return undefined; }
    },
    say(text) { const line = document.getElementById('bw-said'); if (line) { line.textContent = ''; line.textContent = text; line.hidden = false; clearTimeout(bw.saying); bw.saying = setTimeout(() => { line.hidden = true; }, 6000); } },
    chooseZone(name) { if (name) keep('bw-zone-chosen', name); else drop('bw-zone-chosen'); tell(); return bw.call('Zone', zone()); },
    chooseTheme(name) { if (name) keep('bw-theme', name); else drop('bw-theme'); tell(); return bw.call('Dark', dark()); },
    chooseRail(state) { keep('bw-rail', state); root.dataset.rail = state; },
  };

  const look = () => { const before = [read('bw-zone'), root.dataset.theme]; tell(); if (before[0] !== zone()) bw.call('Zone', zone()); if (before[1] !== root.dataset.theme) bw.call('Dark', dark()); };
  system.addEventListener('change', look);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
  setInterval(look, 60000);
})();
