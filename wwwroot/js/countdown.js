// Counts down on the server's clock, since the visitor's may be wrong, and opens the page anew when the door does.
const shown = document.getElementById('countdown');
const { opensAt, now, days, hours, minutes } = shown.dataset;
const ahead = Date.parse(now) - Date.now();
const opens = Date.parse(opensAt);

function inWords(left) {
  const total = Math.ceil(left / 60_000);
  const parts = [[days, Math.floor(total / 1440)], [hours, Math.floor(total / 60) % 24], [minutes, total % 60]];
  const first = Math.max(0, Math.min(2, parts.findIndex(([, count]) => count > 0)));
  return parts.slice(first, first + 2).map(([words, count]) => words.replace('{0}', count)).join(' ');
}

function tick() {
  const left = opens - (Date.now() + ahead);
  if (left <= 0) {
    location.reload();
    return;
  }
  const words = inWords(left);
  if (shown.textContent !== words) {
    shown.textContent = words;
  }
  setTimeout(tick, Math.min(left, 1_000) + 50);
}

tick();
