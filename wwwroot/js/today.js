// Keeps the list of who waits up to date, says how many in the title of the tab, and rings when somebody comes.
import { alertsIn } from './alerts.js';
import { poll } from './poll.js';

const list = document.getElementById('waiting-list');
const title = document.title;
const ring = alertsIn(document.getElementById('alerts'));
const there = () => [...list.querySelectorAll('.is-there')].map(row => row.dataset.id);
let known = there();

function say() {
  const now = there();
  document.title = now.length > 0 ? `(${now.length}) ${title}` : title;
  if (now.some(id => !known.includes(id))) {
    ring(list.dataset.notice);
  }
  known = now;
}

poll(list.dataset.url, {
  // Nobody has to be there for this: it keeps no session alive.
  headers: { 'X-Unattended': '1' },
  async onAnswer(answer) {
    if (!answer.ok || answer.redirected) {
      location.reload();
      return;
    }
    // The button that somebody is about to press keeps the focus.
    const row = document.activeElement?.closest('[data-id]')?.dataset.id;
    list.innerHTML = await answer.text();
    list.querySelector(`[data-id="${row}"] button`)?.focus();
    say();
  },
});
say();
