// What only a browser can do: tell its zone, tick clocks by the server's time, and take back an answer when the server has gone silent.
(() => {
  'use strict';
  const year = 'max-age=31536000; path=/; samesite=strict';
  const keep = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)}; ${year}`; };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes(`bw-zone=${encodeURIComponent(zone)}`)) {
    keep('bw-zone', zone);
  }

  // The server's time, carried on by this device's monotonic clock; a rehearsal's runs at another pace.
  let said = null, at = 0, when = 0, speed = 1;
  const listen = () => {
    const clock = document.getElementById('bw-clock');
    if (clock && clock.dataset.now !== said) {
      said = clock.dataset.now;
      at = Number(said);
      speed = Number(clock.dataset.speed) || 1;
      when = performance.now();
    }
    return clock;
  };
  const now = () => at + (performance.now() - when) * speed;
  const two = n => String(n).padStart(2, '0');
  const utc = ms => { const d = new Date(ms); return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`; };
  const span = ms => {
    const s = Math.max(0, Math.floor(ms / 1000)), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return h >= 48 ? `in ${Math.floor(h / 24)} d ${h % 24} h` : h > 0 ? `in ${h} h ${m} min` : m > 0 ? `in ${m} min ${s % 60} s` : `in ${s} s`;
  };

  const tick = () => {
    const clock = listen();
    if (!clock) return;
    const t = now();
    const own = clock.dataset.city
      ? ` · ${new Date(t).toLocaleTimeString('en-GB', { timeZone: clock.dataset.zone })} ${clock.dataset.city}` : '';
    clock.textContent = `${utc(t)} UTC${own}`;
    for (const e of document.querySelectorAll('[data-countdown]')) {
      e.textContent = span(Date.parse(e.dataset.countdown) - t);
    }

    // Dead man's switch: an answer that has expired while nobody renewed it is none. The grace is for the half second in which pages are drawn.
    const verdict = document.getElementById('verdict');
    if (verdict) {
      const lost = t > Number(verdict.dataset.validUntil) + 25000 && performance.now() - when > 25000 / Math.max(1, speed);
      verdict.toggleAttribute('data-lost', lost);
      const note = verdict.querySelector('.bw-lost');
      if (note && note.hidden === lost) {
        note.hidden = !lost;
        note.querySelector('[data-lost-at]').textContent = `at ${utc(Number(verdict.dataset.validUntil))} UTC`;
      }
    }
  };
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);

  document.addEventListener('components-reconnect-state-changed', e => {
    const banner = document.querySelector('components-reconnect-modal');
    if (!banner) return;
    const state = e.detail.state;
    banner.classList.toggle('bw-shown', state !== 'hide');
    banner.setAttribute('role', 'status');
    if (state !== 'hide') banner.textContent = `Connection lost. What you see is from before ${utc(now())} UTC; trying again by itself.`;
    if (state === 'rejected') location.reload();
    if (state === 'failed') setTimeout(() => location.reload(), 3000);
  });

  window.bakewindow = {
    ready: dark => { document.documentElement.dataset.theme = dark ? 'dark' : 'light'; document.body.dataset.ready = 'true'; tick(); },
    keepTheme: dark => { keep('bw-theme', dark ? 'dark' : 'light'); document.documentElement.dataset.theme = dark ? 'dark' : 'light'; },
  };
})();
