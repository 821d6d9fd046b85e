const find = id => document.getElementById(id);

/** What is seen in the frame: the other's picture, one's own, the words over them and the buttons. */
export const stage = {
  root: find('demo-room'),
  buttons: { audio: find('microphone'), video: find('camera'), leave: find('leave') },

  begin() {
    const badge = find('badge');
    badge.querySelector('span').textContent = badge.dataset.text;
  },

  say(key) {
    find('status').textContent = key ? this.root.dataset[key] : '';
  },

  showOwn(tracks) {
    const pictures = tracks.filter(track => track.kind === 'video');
    // An empty stream would hold up the page's load event for ever.
    if (pictures.length > 0) {
      find('own-video').srcObject = new MediaStream(pictures);
    }
  },

  showRemote(picture) {
    const remote = find('remote-video');
    if (remote.srcObject === picture) {
      return;
    }
    remote.srcObject = picture;
    remote.play().catch(error => error.name === 'NotAllowedError' && this.playSilently(remote));
  },

  /** Browsers refuse sound before the first touch when no camera is running: the picture at once, the sound with the touch. */
  playSilently(remote) {
    remote.muted = true;
    remote.play().catch(() => {});
    for (const touch of ['pointerdown', 'keydown']) {
      document.addEventListener(touch, () => { remote.muted = false; }, { once: true });
    }
  },

  clearRemote() {
    find('remote-video').srcObject = null;
    this.name('');
  },

  name(text) {
    find('remote-name').textContent = text;
    find('remote-name').hidden = text === '';
  },

  dim(remoteVideoIsOff) {
    find('remote-video').hidden = remoteVideoIsOff;
    this.say(remoteVideoIsOff ? 'cameraOff' : null);
  },

  button(kind, state) {
    const button = this.buttons[kind];
    const words = { on: 'whenOn', off: 'whenOff', missing: 'whenMissing' }[state];
    button.disabled = state === 'missing';
    button.classList.toggle('off', state !== 'on');
    button.setAttribute('aria-label', button.dataset[words]);
    button.title = button.dataset[words];
    if (kind === 'video') {
      find('own-video').classList.toggle('off', state !== 'on');
    }
  },
};
