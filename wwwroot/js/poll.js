// Longer than the server holds a question for which there is no news yet.
const patience = 55_000;

function onTick(tick) {
  const worker = new Worker(new URL('./ticker.js', import.meta.url));
  worker.addEventListener('message', tick);
  worker.addEventListener('error', () => setInterval(tick, 2_500), { once: true });
}

/**
 * Asks `url` every 2.5 seconds for as long as the page lives, hidden or not, and at once when the phone wakes up or the
 * network is back; where the server holds the question until there is news, as soon as it has been answered.
 * `onAnswer(response)` is called when the answer is another than before; `onLost(isLost)` when nobody answers, and when
 * somebody does again.
 */
export function poll(url, { onAnswer, onLost = () => {}, headers = {} }) {
  let tag = null;
  let question = null;
  let notBefore = 0;

  async function take(answer) {
    if (answer.status === 429) {
      notBefore = Date.now() + 1_000 * Number(answer.headers.get('Retry-After') ?? 10);
      return;
    }
    onLost(answer.status >= 500);
    if (answer.status < 500 && answer.status !== 304) {
      await onAnswer(answer);
      // Only now: what broke off on its way has to be told again.
      tag = answer.headers.get('ETag');
    }
  }

  async function ask() {
    if (question || Date.now() < notBefore) {
      return;
    }
    const mine = new AbortController();
    question = mine;
    const late = setTimeout(() => mine.abort('late'), patience);
    let again = false;
    try {
      const answer = await fetch(url, {
        cache: 'no-store',
        headers: { ...headers, ...(tag && { 'If-None-Match': tag }) },
        signal: mine.signal,
      });
      again = answer.headers.has('Preference-Applied');
      await take(answer);
    } catch {
      // A moment without network: the next round asks again.
      again = mine.signal.reason === 'awake';
      onLost(!again);
    } finally {
      clearTimeout(late);
      question = null;
    }
    if (again) {
      ask();
    }
  }

  // What was asked before the phone fell asleep may never be answered.
  function wake() {
    if (document.hidden) {
      return;
    }
    if (question) {
      question.abort('awake');
    } else {
      ask();
    }
  }

  onTick(ask);
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', event => event.persisted && wake());
  window.addEventListener('offline', () => onLost(true));
  ask();
}

/** The headers that tell the server that the page is open, and that it has time; see DoorQuestions. */
export const signOfLife = { 'X-Here': '1', Prefer: 'wait=40' };
