const find = id => document.getElementById(id);
const remotes = new Map();

/** What is seen in the frame: the pictures of the others, one's own, the words over them and the buttons. */
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

  /** A place for one of the others, until they go. */
  add(id, name) {
    const place = find('remote').content.firstElementChild.cloneNode(true);
    const caption = place.querySelector('figcaption');
    caption.textContent = name;
    caption.hidden = name === '';
    remotes.set(id, place);
    find('remotes').append(place);
  },

  remove(id) {
    remotes.get(id)?.remove();
    remotes.delete(id);
  },

  showRemote(id, picture) {
    const remote = remotes.get(id)?.querySelector('video');
    if (!remote || remote.srcObject === picture) {
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

  dim(id, videoIsOff) {
    const place = remotes.get(id);
    if (place) {
      place.querySelector('video').hidden = videoIsOff;
      place.querySelector('p').hidden = !videoIsOff;
    }
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
