const retryAfter = 700;
const attempts = 4;

/**
 * The line to the demo server. `heard(message)` gets what it says, `refused(name)` the reason when it ends the line for good.
 * A line that breaks is taken up again, and so is a full room: after a reload one's own old seat may be free a moment later.
 */
export function openSignals({ jwt, name, heard, refused }) {
  const url = new URL(`${location.pathname.replace(/\/$/, '')}/signals`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  let socket = null;
  let left = attempts;
  let reason = null;
  let closed = false;

  function connect() {
    reason = null;
    socket = new WebSocket(url);
    socket.addEventListener('open', () => send({ type: 'join', jwt, name }));
    socket.addEventListener('message', ({ data }) => hear(JSON.parse(data)));
    socket.addEventListener('close', again);
  }

  function hear(message) {
    if (message.type === 'error') {
      reason = message.name;
      return;
    }
    if (message.type === 'joined') {
      left = attempts;
    }
    heard(message);
  }

  function again() {
    if (closed) {
      return;
    }
    left -= 1;
    if (left > 0 && (reason === null || reason === 'conference.max_users')) {
      setTimeout(() => closed || connect(), retryAfter);
      return;
    }
    closed = true;
    refused(reason ?? 'connection.droppedError');
  }

  function send(message) {
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify(message));
    }
  }

  connect();
  return {
    send: (data, to) => send({ type: 'signal', to, data }),
    end: () => send({ type: 'end-conference' }),
    close() {
      closed = true;
      socket.close();
    },
  };
}
