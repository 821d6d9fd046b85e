// Keeps the list of who waits and the day's appointments up to date, says how many in the title of the tab, and rings when somebody comes.
import { alertsIn } from './alerts.js';
import { poll } from './poll.js';

const list = document.getElementById('waiting-list');
const title = document.title;
const ring = alertsIn(document.getElementById('alerts'));
const there = () => [...list.querySelectorAll('.is-there')].map(row => row.dataset.id);
const stamp = page => page.getElementById('day-stamp')?.textContent;
// Nobody has to be there for this: it keeps no session alive.
const headers = { 'X-Unattended': '1' };
let known = there();
let shown = stamp(document);
let later = null;

function say() {
  const now = there();
  document.title = now.length > 0 ? `(${now.length}) ${title}` : title;
  const isNew = now.some(id => !known.includes(id));
  known = now;
  if (isNew) {
    ring(list.dataset.notice);
  }
}

// Who waits as before stays as they are: nobody hears them read out once more, and the button that somebody is about to press keeps the focus.
function show(fresh) {
  document.getElementById('day-stamp').textContent = fresh.querySelector('#day-stamp').textContent;
  const [rows, now] = [list, fresh].map(side => side.querySelector('ul'));
  if (!rows || !now) {
    if (rows || now) {
      list.lastElementChild.replaceWith(fresh.lastElementChild);
    }
    return;
  }
  // Their forms are others each time.
  const same = (one, other) => one.dataset.id === other.dataset.id && one.className === other.className && one.textContent === other.textContent;
  const known = [...rows.children];
  const kept = [...now.children].map(row => known.find(one => same(one, row)) ?? row);
  known.filter(row => !kept.includes(row)).forEach(row => row.remove());
  kept.forEach((row, i) => row === rows.children[i] || rows.insertBefore(row, rows.children[i] ?? null));
}

// Only what has changed, not the page: a new one would have to be pressed before it could ring.
async function renew() {
  clearTimeout(later);
  if (stamp(document) === shown) {
    return;
  }
  const inUse = () => document.querySelector('#day :focus-visible');
  const answer = inUse() ? null : await fetch(location.pathname, { headers, cache: 'no-store' }).catch(() => null);
  const html = answer?.ok && !answer.redirected ? await answer.text().catch(() => null) : null;
  if (html === null || inUse()) {
    later = setTimeout(renew, 5_000);
    return;
  }
  const page = new DOMParser().parseFromString(html, 'text/html');
  ['day-date', 'day'].forEach(id => document.getElementById(id).replaceWith(page.getElementById(id)));
  shown = stamp(document);
}

poll(list.dataset.url, {
  headers,
  async onAnswer(answer) {
    if (!answer.ok || answer.redirected) {
      // From now on it cannot ring: that is the last thing it rings for, and a page that goes at once would cut it off.
      ring(list.dataset.locked);
      setTimeout(() => location.reload(), 1_000);
      return;
    }
    const row = list.contains(document.activeElement) ? document.activeElement.closest('[data-id]')?.dataset.id : null;
    show(new DOMParser().parseFromString(await answer.text(), 'text/html').body);
    if (row && !list.contains(document.activeElement)) {
      list.querySelector(`[data-id="${row}"] button`)?.focus();
    }
    say();
    renew();
  },
});
say();
