const mark = 'demo-jitsi';

/** The line to the page around the frame: the same names as Jitsi's External API, over postMessage, to our own origin only. */
export function tell(event, data = {}) {
  if (window.parent !== window) {
    window.parent.postMessage({ mark, event, data }, location.origin);
  }
}

export function obey(commands) {
  window.addEventListener('message', ({ source, origin, data }) => {
    if (source !== window.parent || origin !== location.origin || data?.mark !== mark) {
      return;
    }
    if (Object.hasOwn(commands, data.command)) {
      commands[data.command](...(data.args ?? []));
    }
  });
}
