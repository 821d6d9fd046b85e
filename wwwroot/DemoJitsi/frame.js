import { devices } from './devices.js';
import { obey, tell } from './parent.js';
import { Peer } from './peer.js';
import { openSignals } from './signals.js';
import { stage } from './stage.js';

const wish = new URLSearchParams(location.hash.slice(1));
const roomName = decodeURIComponent(location.pathname.split('/')[2]);
const timeToRead = 2500;
const present = new Set();
const peers = new Map();
let signals = null;
let inRoom = false;
let over = false;

function meet(id) {
  peers.get(id)?.close();
  const peer = new Peer({ id, tracks: devices.tracks, send: data => signals.send(data, id), show: picture => stage.showRemote(id, picture) });
  peers.set(id, peer);
  tellAboutVideo(id);
  return peer;
}

function welcome({ id, displayName }) {
  present.add(id);
  stage.add(id, displayName);
  stage.say(null);
  tell('participantJoined', { id, displayName, formattedDisplayName: displayName });
}

function farewell(id) {
  if (!present.delete(id)) {
    return;
  }
  peers.get(id)?.close();
  peers.delete(id);
  stage.remove(id);
  if (present.size === 0) {
    stage.say('waiting');
  }
  tell('participantLeft', { id });
}

const heard = {
  joined({ me, peers: others }) {
    // After a broken line this is a second greeting: whoever was here before has another id by now, or is gone.
    [...present].forEach(farewell);
    stage.say('waiting');
    if (!inRoom) {
      inRoom = true;
      tell('videoConferenceJoined', { roomName, ...me });
    }
    others.forEach(other => {
      welcome(other);
      meet(other.id).offer();
    });
  },
  'peer-joined'({ peer: other }) {
    welcome(other);
  },
  'peer-left'({ peer: other }) {
    farewell(other.id);
  },
  signal({ from, data }) {
    if (data.video !== undefined) {
      stage.dim(from, data.video === false);
      return;
    }
    (peers.get(from) ?? meet(from)).hear(data);
  },
};

/** Everybody, or the one who has just come. */
function tellAboutVideo(id) {
  signals?.send({ video: devices.sendsVideo }, id);
}

function toggleVideo() {
  devices.toggle('video');
  tellAboutVideo();
}

function toggleAudio() {
  devices.toggle('audio');
}

function stop(words) {
  over = true;
  peers.forEach(peer => peer.close());
  signals?.close();
  devices.close();
  [...present].forEach(id => stage.remove(id));
  stage.say(words);
  stage.buttons.audio.disabled = true;
  stage.buttons.video.disabled = true;
  if (inRoom) {
    tell('videoConferenceLeft', { roomName });
  }
}

function hangup() {
  if (!over) {
    stop('left');
  }
  tell('readyToClose');
}

function refused(name) {
  tell('errorOccurred', { error: { name, message: name, isFatal: true } });
  const ended = name === 'conference.destroyed';
  stop(ended ? 'left' : 'refused');
  if (ended) {
    setTimeout(() => tell('readyToClose'), timeToRead);
  }
}

async function begin() {
  stage.begin();
  stage.buttons.audio.addEventListener('click', toggleAudio);
  stage.buttons.video.addEventListener('click', toggleVideo);
  stage.buttons.leave.addEventListener('click', hangup);
  obey({ hangup, toggleAudio, toggleVideo, endConference: () => signals?.end() });
  window.addEventListener('pagehide', () => signals?.close());
  tell('ready');

  await devices.open(kind => wish.get(`${kind}Muted`) === 'true');
  if (over) {
    devices.close();
    return;
  }
  signals = openSignals({
    jwt: wish.get('jwt') ?? '',
    name: wish.get('displayName') ?? '',
    heard: message => heard[message.type]?.(message),
    refused,
  });
}

begin();
