/* A class of the name and shape of Jitsi's External API: as much of it as the portal uses, written for this portal. */
(() => {
  'use strict';

  const mark = 'demo-jitsi';
  const commands = ['hangup', 'endConference', 'toggleAudio', 'toggleVideo', 'subject', 'displayName'];
  const steps = { videoConferenceJoined: 1, participantJoined: 1, participantLeft: -1, videoConferenceLeft: -1 };
  const size = value => (typeof value === 'number' ? `${value}px` : value);

  function address({ roomName, jwt, lang, userInfo, configOverwrite = {} }) {
    const url = new URL(`/DemoJitsi/${encodeURIComponent(roomName)}`, location.origin);
    if (lang) {
      url.searchParams.set('culture', lang);
    }
    // The fragment is never sent to a server and so stands in no log.
    url.hash = new URLSearchParams({
      jwt: jwt ?? '',
      displayName: userInfo?.displayName ?? '',
      audioMuted: configOverwrite.startWithAudioMuted === true,
      videoMuted: configOverwrite.startWithVideoMuted === true,
    });
    return url.href;
  }

  class JitsiMeetExternalAPI {
    #listeners = new Map();
    #unsent = [];
    #frame;
    #onload;
    #ready = false;
    #people = 0;
    #muted = { audio: false, video: false };
    #hear = event => this.#receive(event);

    constructor(domain, options = {}) {
      const { parentNode = document.body, width = '100%', height = '100%', onload } = options;
      this.#onload = onload;
      this.#frame = document.createElement('iframe');
      this.#frame.allow = 'camera; microphone; display-capture; autoplay';
      this.#frame.allowFullscreen = true;
      this.#frame.src = address(options);
      this.#frame.style.width = size(width);
      this.#frame.style.height = size(height);
      this.#frame.style.border = '0';
      window.addEventListener('message', this.#hear);
      parentNode.append(this.#frame);
    }

    on(event, listener) {
      this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
      return this;
    }

    addListener(event, listener) {
      return this.on(event, listener);
    }

    addEventListener(event, listener) {
      this.on(event, listener);
    }

    removeListener(event, listener) {
      this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter(one => one !== listener));
      return this;
    }

    executeCommand(command, ...args) {
      if (!commands.includes(command)) {
        console.error('Not supported command name.');
        return;
      }
      this.#unsent.push({ mark, command, args });
      this.#flush();
    }

    dispose() {
      window.removeEventListener('message', this.#hear);
      this.#listeners.clear();
      this.#frame.remove();
    }

    getIFrame() {
      return this.#frame;
    }

    getNumberOfParticipants() {
      return this.#people;
    }

    async isAudioMuted() {
      return this.#muted.audio;
    }

    async isVideoMuted() {
      return this.#muted.video;
    }

    #flush() {
      if (this.#ready) {
        this.#unsent.splice(0).forEach(message => this.#frame.contentWindow?.postMessage(message, location.origin));
      }
    }

    #receive({ source, origin, data }) {
      if (source !== this.#frame.contentWindow || origin !== location.origin || data?.mark !== mark) {
        return;
      }
      this.#note(data);
      (this.#listeners.get(data.event) ?? []).forEach(listener => listener(data.data));
    }

    #note({ event, data }) {
      if (event === 'ready') {
        this.#ready = true;
        this.#people = 0;
        this.#onload?.();
        this.#flush();
      }
      this.#people += steps[event] ?? 0;
      const kind = { audioMuteStatusChanged: 'audio', videoMuteStatusChanged: 'video' }[event];
      if (kind) {
        this.#muted[kind] = data.muted;
      }
    }
  }

  window.JitsiMeetExternalAPI = JitsiMeetExternalAPI;
})();
