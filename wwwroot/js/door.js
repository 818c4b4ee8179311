// For pages without a circuit: the system's theme where none is chosen, and the sign that the page is there.
(() => {
  'use strict';
  const shell = document.querySelector('[data-theme-of]');
  if (shell && shell.dataset.themeOf === 'auto') {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    shell.classList.toggle('bw-dark', dark);
    shell.classList.toggle('bw-light', !dark);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }
  document.body.dataset.ready = 'true';
})();
