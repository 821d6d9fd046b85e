const remembered = 'alerts';
const chime = [[0, 660], [0.22, 880]];

function sound(audio) {
  for (const [after, pitch] of chime) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const at = audio.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.7);
  }
}

/**
 * A sound and, where the browser allows it, a notification. Browsers want a press before either, so `box` offers one;
 * afterwards the choice is remembered, and the first press anywhere wakes the sound. Returns ring(words); the words hold
 * no name, since others may see the screen.
 */
export function alertsIn(box) {
  const [button, told] = [box.querySelector('button'), box.querySelector('[role=status]')];
  let canNotify = 'Notification' in window;
  let audio = null;

  // Chrome on Android has the class and the permission, and throws at the notification itself.
  function notify(words) {
    try {
      new Notification(words, { tag: 'waiting', renotify: true }).addEventListener('click', () => window.focus());
    } catch {
      canNotify = false;
    }
  }

  async function wake() {
    audio ??= new AudioContext();
    await audio.resume();
  }

  async function choose() {
    localStorage.setItem(remembered, 'on');
    await wake();
    sound(audio);
    const allowed = canNotify && (await Notification.requestPermission()) === 'granted';
    if (allowed) {
      notify(box.dataset.on);
    }
    button.hidden = true;
    told.textContent = allowed && canNotify ? box.dataset.on : box.dataset.denied;
  }

  box.hidden = false;
  button.addEventListener('click', choose);
  if (localStorage.getItem(remembered)) {
    document.addEventListener('pointerdown', wake, { once: true });
    button.hidden = canNotify && Notification.permission !== 'default';
  }

  return words => {
    if (audio?.state === 'running') {
      sound(audio);
    }
    if (canNotify && Notification.permission === 'granted' && document.hidden) {
      notify(words);
    }
  };
}
