/**
 * Counts down in the words of the page, on the server's clock, since the visitor's may be wrong.
 * `shown` has data-until, data-now, and the words of data-days, data-hours, data-minutes.
 * Returns { until(instant) }, for when it gets later.
 */
export function countDown(shown, done) {
  const { now, days, hours, minutes } = shown.dataset;
  const ahead = Date.parse(now) - Date.now();
  let until = Date.parse(shown.dataset.until);
  let waiting = null;

  function inWords(left) {
    const total = Math.ceil(left / 60_000);
    const parts = [[days, Math.floor(total / 1440)], [hours, Math.floor(total / 60) % 24], [minutes, total % 60]];
    const first = Math.max(0, Math.min(2, parts.findIndex(([, count]) => count > 0)));
    return parts.slice(first, first + 2).map(([words, count]) => words.replace('{0}', count)).join(' ');
  }

  function tick() {
    clearTimeout(waiting);
    const left = until - (Date.now() + ahead);
    const words = inWords(Math.max(0, left));
    if (shown.textContent !== words) {
      shown.textContent = words;
    }
    if (left <= 0) {
      done();
      return;
    }
    waiting = setTimeout(tick, Math.min(left, 1_000) + 50);
  }

  tick();
  return {
    until(instant) {
      until = Date.parse(instant);
      tick();
    },
  };
}
