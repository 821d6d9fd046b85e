import { countDown } from './countdown.js';
import { goTo } from './go.js';
import { poll, signOfLife } from './poll.js';
import { joinVisit } from './room.js';
import { troubleIn } from './trouble.js';

const room = document.getElementById('visit-room');
const page = room.dataset;
const troubleBox = document.getElementById('visit-trouble');
const unreachableBox = document.getElementById('visit-unreachable');
const unreachable = ['script', 'server'];

// What Jitsi says when its page is there and the rest of it is not. Once somebody is in, it is a matter of their line.
const noRoomToBeHad = ['connection.serverError', 'connection.otherError', 'connection.conferenceRequestFailed', 'connection.droppedError',
  'conference.focusDisconnected'];
const aboutDevices = ['cameraError', 'micError'];
let troubleName = null;
let joined = false;
let telling = false;
let told = false;

function report(what) {
  // Not sendBeacon, which cannot carry the antiforgery header; keepalive survives the page just as well.
  fetch(page.reportUrl, {
    method: 'POST',
    body: new URLSearchParams({ what }),
    headers: { RequestVerificationToken: page.token },
    keepalive: true,
  }).catch(() => {});
}

function showUnreachable(is) {
  unreachableBox.hidden = !is;
  room.hidden = is;
}

function onJoined() {
  showUnreachable(false);
  if (!aboutDevices.includes(troubleName)) {
    troubleBox.hidden = true;
  }
  if (!joined) {
    joined = true;
    report('joined');
  }
}

function onLeft() {
  if (joined) {
    joined = false;
    report('left');
  }
}

function onError(name, words) {
  troubleName = name;
  const isConnection = !joined && noRoomToBeHad.includes(name);
  if (isConnection || unreachable.includes(name)) {
    showUnreachable(true);
    report(isConnection ? 'connection' : name);
    return;
  }
  troubleBox.textContent = words;
  troubleBox.hidden = false;
}

const visit = joinVisit(room, {
  script: page.script,
  integrity: page.integrity,
  domain: page.domain,
  room: page.room,
  jwt: page.jwt,
  lang: page.lang,
  displayName: page.displayName,
  title: page.title,
  startWithAudioMuted: page.audioMuted === 'true',
  startWithVideoMuted: page.videoMuted === 'true',
  endedUrl: page.endedUrl,
  words: JSON.parse(page.words || '{}'),
  onJoined,
  onLeft,
  onError,
});

window.addEventListener('pagehide', onLeft);

// Nowhere, as long as the visit goes on in this room.
async function whereTo(answer) {
  if (answer.redirected || answer.status === 404) {
    return '/';
  }
  if (!answer.ok) {
    return null;
  }
  const status = await answer.json();
  if (status.ended) {
    return page.endedUrl;
  }
  // Moved, another room, or the specialist has gone again before anybody came: the page itself knows what that means.
  return status.room === page.roomTag && !status.mustWait ? null : location.pathname + location.search;
}

poll(page.statusUrl, {
  headers: signOfLife,
  async onAnswer(answer) {
    const elsewhere = await whereTo(answer);
    // The form on its way to the server must not be overtaken by a going elsewhere.
    if (elsewhere && !telling) {
      goTo(elsewhere);
    }
  },
});

const timeLeft = document.getElementById('time-left');
countDown(timeLeft, () => {
  timeLeft.textContent = timeLeft.dataset.over;
});

// Whoever comes along has no ladder of their own.
const ladder = document.getElementById('trouble');
if (ladder) {
  troubleIn(ladder, page.troubleUrl, page.token);
}

const form = document.getElementById('end-visit');

form?.addEventListener('submit', async event => {
  if (told) {
    return;
  }
  event.preventDefault();
  if (telling) {
    return;
  }
  telling = true;
  await visit.end();
  told = true;
  // A press again, and not requestSubmit, which Safari has only since 16.
  form.querySelector('[type=submit]').click();
});
