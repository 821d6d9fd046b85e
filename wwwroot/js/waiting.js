// Asks how the visit stands until the specialist has opened the room, then goes in.
const waiting = document.getElementById('waiting');
const { statusUrl, endedUrl, roomTag } = waiting.dataset;
const every = 3_000;

async function ask() {
  try {
    const answer = await fetch(statusUrl, { cache: 'no-store', headers: { Accept: 'application/json' } });
    if (answer.redirected || answer.status === 404) {
      location.assign('/');
      return;
    }
    const status = await answer.json();
    if (status.ended) {
      location.assign(endedUrl);
      return;
    }
    // Let in, moved, or somebody else's now: the page itself knows what that means.
    if (!status.mustWait || status.room !== roomTag) {
      location.reload();
      return;
    }
  } catch {
    // No network for a moment: the next round asks again.
  }
  setTimeout(ask, every);
}

setTimeout(ask, every);
