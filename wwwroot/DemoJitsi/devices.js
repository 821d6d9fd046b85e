import { openMedia } from './media.js';
import { tell } from './parent.js';
import { stage } from './stage.js';

const kinds = ['audio', 'video'];

/** One's own camera and microphone: opened once, switched off and on without a new negotiation. */
export const devices = {
  tracks: [],

  async open(startsMuted) {
    const { tracks, troubles } = await openMedia();
    this.tracks = tracks;
    troubles.forEach(({ kind, ...what }) => tell(kind === 'video' ? 'cameraError' : 'micError', what));
    tracks.forEach(track => { track.enabled = !startsMuted(track.kind); });
    stage.showOwn(tracks);
    kinds.forEach(kind => this.show(kind));
  },

  close() {
    this.tracks.forEach(track => track.stop());
  },

  toggle(kind) {
    const track = this.track(kind);
    if (track) {
      track.enabled = !track.enabled;
      this.show(kind);
    }
  },

  get sendsVideo() {
    return this.track('video')?.enabled === true;
  },

  track(kind) {
    return this.tracks.find(track => track.kind === kind);
  },

  show(kind) {
    const track = this.track(kind);
    const state = track?.enabled ? 'on' : 'off';
    stage.button(kind, track ? state : 'missing');
    tell(`${kind}MuteStatusChanged`, { muted: state === 'off' });
  },
};
