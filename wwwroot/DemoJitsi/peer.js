const kinds = ['audio', 'video'];

/**
 * The direct line to one other browser. The newcomer offers, the one who was there answers, so the two never offer at once.
 * No STUN and no TURN: the demo is for one machine or one local network.
 */
export class Peer {
  #connection = new RTCPeerConnection({ iceServers: [] });
  #turn = Promise.resolve();
  #tracks;
  #send;
  #offers = false;

  constructor({ id, tracks, send, show }) {
    this.id = id;
    this.#tracks = tracks;
    this.#send = send;
    const picture = new MediaStream();
    this.#connection.addEventListener('track', ({ track }) => {
      picture.addTrack(track);
      show(picture);
    });
    this.#connection.addEventListener('icecandidate', ({ candidate }) => send({ candidate }));
    this.#connection.addEventListener('connectionstatechange', () => this.#mend());
  }

  offer() {
    this.#offers = true;
    for (const kind of kinds) {
      const track = this.#tracks.find(one => one.kind === kind);
      // Who has no camera still wants to see the other's.
      this.#connection.addTransceiver(track ?? kind, { direction: track ? 'sendrecv' : 'recvonly' });
    }
    this.#inTurn(() => this.#describe());
  }

  /** Signals are taken one after the other: a candidate must not overtake the description it belongs to. */
  hear(signal) {
    this.#inTurn(async () => {
      if (signal.description) {
        await this.#connection.setRemoteDescription(signal.description);
        if (signal.description.type === 'offer') {
          this.#addTracks();
          await this.#describe();
        }
      } else if (signal.candidate !== undefined) {
        await this.#connection.addIceCandidate(signal.candidate ?? undefined);
      }
    });
  }

  close() {
    this.#connection.close();
  }

  #addTracks() {
    const sending = this.#connection.getSenders().map(sender => sender.track);
    for (const track of this.#tracks.filter(one => !sending.includes(one))) {
      this.#connection.addTrack(track);
    }
  }

  async #describe() {
    await this.#connection.setLocalDescription();
    this.#send({ description: this.#connection.localDescription });
  }

  #mend() {
    if (this.#connection.connectionState === 'failed' && this.#offers) {
      this.#connection.restartIce();
      this.#inTurn(() => this.#describe());
    }
  }

  #inTurn(step) {
    this.#turn = this.#turn.then(step).catch(error => {
      if (this.#connection.signalingState !== 'closed') {
        console.warn('Demo video:', error.message);
      }
    });
  }
}
