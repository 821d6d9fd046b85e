import { goTo } from './go.js';

const patience = { script: 20_000, server: 30_000, end: 1_500, goodbye: 5_000 };
const toolbarButtons = ['microphone', 'camera', 'desktop', 'chat', 'raisehand', 'fullscreen', 'settings', 'hangup'];

// A server that is there shows it long before the camera is allowed and the room entered.
const signsOfLife = ['audioAvailabilityChanged', 'videoAvailabilityChanged', 'audioMuteStatusChanged', 'videoMuteStatusChanged'];

function loadApi({ script: url, integrity }) {
  if (window.JitsiMeetExternalAPI) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const late = setTimeout(reject, patience.script);
    script.src = url;
    if (integrity) {
      script.integrity = integrity;
    }
    script.addEventListener('error', reject);
    script.addEventListener('load', () => (window.JitsiMeetExternalAPI ? resolve() : reject()));
    script.addEventListener('load', () => clearTimeout(late));
    document.head.append(script);
  });
}

function configuration(options) {
  return {
    prejoinConfig: { enabled: false },
    disableDeepLinking: true,
    toolbarButtons: options.toolbarButtons ?? toolbarButtons,
    disableInviteFunctions: true,
    hideConferenceSubject: true,
    doNotStoreRoom: true,
    disableThirdPartyRequests: true,
    gravatar: { disabled: true },
    analytics: { disabled: true },
    fileSharing: { enabled: false },
    whiteboard: { enabled: false },
    localRecording: { disable: true },
    p2p: { enabled: true },
    startWithAudioMuted: options.startWithAudioMuted === true,
    startWithVideoMuted: options.startWithVideoMuted === true,
  };
}

function start(element, options) {
  const api = new window.JitsiMeetExternalAPI(options.domain, {
    roomName: options.room,
    parentNode: element,
    width: '100%',
    height: '100%',
    lang: options.lang,
    configOverwrite: configuration(options),
    ...(options.jwt && { jwt: options.jwt }),
    ...(options.displayName && { userInfo: { displayName: options.displayName } }),
  });
  // Jitsi gives its frame no title, and a frame without one is nameless to a screen reader.
  if (options.title) {
    api.getIFrame().title = options.title;
  }
  return api;
}

/**
 * Enters a video visit inside `element`; the patient's page and the specialist's use it alike.
 * options: script, [integrity], domain, room, [jwt], lang, [displayName], [title], [toolbarButtons], [startWithAudioMuted],
 * [startWithVideoMuted], endedUrl, words (by error name, with `default`), [onJoined], [onLeft], [onParticipant(count)],
 * [onError(name, words)].
 * Returns { leave(), end(), dispose() }. `end()` (moderator) resolves when the room has been told, and then leaves it to the
 * caller where to go.
 */
export function joinVisit(element, options) {
  const words = options.words ?? {};
  let api = null;
  let disposed = false;
  let callerLeads = false;
  let closed = () => {};

  const trouble = name => options.onError?.(name, words[name] ?? words.default ?? name);
  const count = () => options.onParticipant?.(api?.getNumberOfParticipants() ?? 0);

  function goToEnded() {
    closed();
    if (!callerLeads && options.endedUrl) {
      goTo(options.endedUrl);
    }
  }

  function fail(event) {
    const name = (event?.error ?? event)?.name ?? 'default';
    trouble(name);
    // A Jitsi that has thrown everybody out does not always say that it can be closed.
    if (name === 'conference.destroyed') {
      setTimeout(goToEnded, patience.goodbye);
    }
  }

  const listeners = {
    videoConferenceJoined: () => { options.onJoined?.(); count(); },
    videoConferenceLeft: () => options.onLeft?.(),
    participantJoined: count,
    participantLeft: count,
    cameraError: () => trouble('cameraError'),
    micError: () => trouble('micError'),
    browserSupport: event => event?.supported === false && trouble('browserSupport'),
    suspendDetected: () => trouble('suspendDetected'),
    errorOccurred: fail,
    readyToClose: goToEnded,
  };

  function begin() {
    if (disposed) {
      return;
    }
    const silence = setTimeout(() => trouble('server'), patience.server);
    api = start(element, options);
    Object.entries(listeners).forEach(([event, listener]) => api.addListener(event, listener));
    [...Object.keys(listeners), ...signsOfLife].forEach(event => api.addListener(event, () => clearTimeout(silence)));
  }

  loadApi(options).then(begin).catch(() => disposed || trouble('script'));

  return {
    leave: () => api?.executeCommand('hangup'),
    end() {
      callerLeads = true;
      if (!api) {
        return Promise.resolve();
      }
      return new Promise(resolve => {
        closed = resolve;
        api.addListener('videoConferenceLeft', resolve);
        setTimeout(resolve, patience.end);
        api.executeCommand('endConference');
      });
    },
    dispose() {
      disposed = true;
      api?.dispose();
      api = null;
    },
  };
}
