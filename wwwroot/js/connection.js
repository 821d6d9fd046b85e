// The way to our own server (how long an answer takes, how fast many bytes come), and whether the video server answers at all.
const patience = 10_000;
const trips = 5;

// A video visit is a nuisance beyond these.
const slowest = { roundTrip: 400, megabits: 1 };

async function get(url, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(url, { cache: 'no-store', signal: stop.signal, ...options });
    return { answer, body: await answer.arrayBuffer() };
  } finally {
    clearTimeout(timer);
  }
}

async function timed(url) {
  const began = performance.now();
  const { answer, body } = await get(url);
  if (!answer.ok || answer.redirected) {
    throw new Error('No answer of ours.');
  }
  return { took: performance.now() - began, bytes: body.byteLength };
}

async function answers(server) {
  try {
    // No script, no cookie, no name of this page: only whether anybody is there.
    await get(server, { mode: 'no-cors', credentials: 'omit', referrerPolicy: 'no-referrer' });
    return true;
  } catch {
    return false;
  }
}

export async function tryConnection({ bytes, most, videoServer }) {
  try {
    // The first one opens the connection, and is not counted.
    await timed(`${bytes}?count=0`);
    const taken = [];
    for (let trip = 0; trip < trips; trip++) {
      taken.push((await timed(`${bytes}?count=0`)).took);
    }
    const roundTrip = taken.sort((one, other) => one - other)[Math.floor(trips / 2)];
    const many = await timed(`${bytes}?count=${most}`);
    const megabits = (many.bytes * 8) / Math.max(1, many.took) / 1_000;
    const isThere = !videoServer || (await answers(videoServer));
    const isSlow = roundTrip > slowest.roundTrip || megabits < slowest.megabits;
    return { code: !isThere ? 'Unreachable' : isSlow ? 'Slow' : 'Ok', roundTrip, megabits };
  } catch {
    return { code: 'Offline' };
  }
}
