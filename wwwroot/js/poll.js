const patience = 10_000;

function onTick(tick) {
  const worker = new Worker(new URL('./ticker.js', import.meta.url));
  worker.addEventListener('message', tick);
  worker.addEventListener('error', () => setInterval(tick, 2_500), { once: true });
}

/**
 * Asks `url` every 2.5 seconds for as long as the page lives, hidden or not, and at once when the phone wakes up or the
 * network is back. `onAnswer(response)` is called when the answer is another than before; `onLost(isLost)` when nobody
 * answers, and when somebody does again.
 */
export function poll(url, { onAnswer, onLost = () => {}, headers = {} }) {
  let tag = null;
  let asking = false;
  let notBefore = 0;

  async function take(answer) {
    if (answer.status === 429) {
      notBefore = Date.now() + 1_000 * Number(answer.headers.get('Retry-After') ?? 10);
      return;
    }
    onLost(answer.status >= 500);
    if (answer.status < 500 && answer.status !== 304) {
      tag = answer.headers.get('ETag');
      await onAnswer(answer);
    }
  }

  async function ask() {
    if (asking || Date.now() < notBefore) {
      return;
    }
    asking = true;
    try {
      await take(await fetch(url, {
        cache: 'no-store',
        headers: { ...headers, ...(tag && { 'If-None-Match': tag }) },
        signal: AbortSignal.timeout(patience),
      }));
    } catch {
      // A moment without network: the next round asks again.
      onLost(true);
    } finally {
      asking = false;
    }
  }

  onTick(ask);
  document.addEventListener('visibilitychange', ask);
  window.addEventListener('online', ask);
  window.addEventListener('pageshow', ask);
  ask();
}

/** The header that tells the server that the page is open; see StatusEndpoint. */
export const signOfLife = { 'X-Here': '1' };
