import { devices } from './devices.js';
import { obey, tell } from './parent.js';
import { Peer } from './peer.js';
import { openSignals } from './signals.js';
import { stage } from './stage.js';

const wish = new URLSearchParams(location.hash.slice(1));
const roomName = decodeURIComponent(location.pathname.split('/')[2]);
const timeToRead = 2500;
const present = new Set();
let signals = null;
let peer = null;
let inRoom = false;
let over = false;

function meet(id) {
  peer?.close();
  peer = new Peer({ id, tracks: devices.tracks, send: data => signals.send(data), show: picture => stage.showRemote(picture) });
  tellAboutVideo();
}

function welcome({ id, displayName }) {
  present.add(id);
  stage.name(displayName);
  stage.dim(false);
  tell('participantJoined', { id, displayName, formattedDisplayName: displayName });
}

function farewell(id) {
  if (!present.delete(id)) {
    return;
  }
  if (peer?.id === id) {
    peer.close();
    peer = null;
  }
  stage.clearRemote();
  stage.dim(false);
  stage.say('waiting');
  tell('participantLeft', { id });
}

const heard = {
  joined({ me, peers }) {
    // After a broken line this is a second greeting: whoever was here before has another id by now, or is gone.
    [...present].forEach(farewell);
    stage.say('waiting');
    if (!inRoom) {
      inRoom = true;
      tell('videoConferenceJoined', { roomName, ...me });
    }
    peers.forEach(other => {
      welcome(other);
      meet(other.id);
      peer.offer();
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
      stage.dim(data.video === false);
      return;
    }
    if (peer?.id !== from) {
      meet(from);
    }
    peer.hear(data);
  },
};

function tellAboutVideo() {
  signals?.send({ video: devices.sendsVideo });
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
  peer?.close();
  signals?.close();
  devices.close();
  stage.clearRemote();
  stage.dim(false);
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
