// The device check: each part says what it found as one code, with the advice that the server has written for it.
import { audible, openDevices, playTones, watchLevel } from './devices.js';
import { tryConnection } from './connection.js';

const form = document.getElementById('device-check');
const go = document.getElementById('device-go');
const play = document.getElementById('device-play');
const patience = 8_000;

const part = (name) => form.querySelector(`[data-part="${name}"]`);

function say(name, words) {
  part(name).querySelector('.device-state').textContent = words;
}

function found(name, code) {
  const section = part(name);
  section.dataset.found = code;
  section.querySelector('input[type=hidden]').value = code;
  say(name, form.querySelector(`[data-code="${code}"]`).textContent);
  for (const help of section.querySelectorAll('.device-help')) {
    help.hidden = help.dataset.help !== code;
  }
}

function show(stream) {
  const preview = form.querySelector('video');
  preview.srcObject = stream;
  preview.hidden = false;
}

// Something has to come in; until then the meter shows that we listen.
function listen(stream) {
  const [level, speak] = [form.querySelector('.device-level'), form.querySelector('.device-speak')];
  level.hidden = speak.hidden = false;
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      found('Microphone', 'Silent');
      resolve();
    }, patience);
    watchLevel(stream, (loudness) => {
      level.value = loudness;
      if (loudness > audible && part('Microphone').dataset.found !== 'Ok') {
        clearTimeout(late);
        found('Microphone', 'Ok');
        resolve();
      }
    });
  });
}

async function lookAtDevices() {
  const { camera, microphone } = await openDevices();
  found('Camera', camera.code);
  if (camera.stream) {
    show(camera.stream);
  }
  if (microphone.stream && window.AudioContext) {
    await listen(microphone.stream);
  } else {
    found('Microphone', microphone.stream ? 'Unsupported' : microphone.code);
  }
}

async function lookAtConnection() {
  const { code, roundTrip, megabits } = await tryConnection(form.dataset);
  found('Connection', code);
  if (roundTrip !== undefined) {
    const measured = form.dataset.connection.replace('{0}', Math.round(roundTrip)).replace('{1}', megabits.toFixed(1));
    say('Connection', `${part('Connection').querySelector('.device-state').textContent} · ${measured}`);
  }
}

go.hidden = false;
document.getElementById('device-script').hidden = true;

go.addEventListener('click', async () => {
  document.getElementById('device-start').hidden = true;
  // What the last check has found would contradict what this one says.
  document.getElementById('device-last')?.closest('section').setAttribute('hidden', '');
  form.hidden = false;
  form.scrollIntoView({ block: 'start' });
  ['Camera', 'Microphone', 'Connection'].forEach((name) => say(name, form.dataset.testing));
  found('Browser', navigator.mediaDevices && window.RTCPeerConnection && window.AudioContext ? 'Ok' : 'Unsupported');
  try {
    await Promise.all([lookAtDevices(), lookAtConnection()]);
  } finally {
    // Nobody gets stuck here: the last part can always be answered.
    play.disabled = false;
    play.focus();
  }
});

play.addEventListener('click', () => {
  document.getElementById('device-heard').hidden = false;
  playTones();
});
