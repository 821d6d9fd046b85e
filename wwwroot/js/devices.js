// Camera and microphone are asked for together, which is one question to the person; when that fails, each alone, so that
// the trouble of one does not hide that the other works.
const codes = {
  NotAllowedError: 'Denied',
  SecurityError: 'Denied',
  NotFoundError: 'Missing',
  NotReadableError: 'Taken',
  AbortError: 'Taken',
  OverconstrainedError: 'Unsuitable',
};
const video = { facingMode: 'user', width: { ideal: 640 } };

async function open(wanted) {
  try {
    return { code: 'Ok', stream: await navigator.mediaDevices.getUserMedia(wanted) };
  } catch (error) {
    return { code: codes[error.name] ?? 'Unsuitable' };
  }
}

export async function openDevices() {
  if (!navigator.mediaDevices?.getUserMedia) {
    return { camera: { code: 'Unsupported' }, microphone: { code: 'Unsupported' } };
  }
  const both = await open({ video, audio: true });
  if (both.stream) {
    return { camera: both, microphone: both };
  }
  return { camera: await open({ video }), microphone: await open({ audio: true }) };
}

// How loud it is, from 0 to 1, ten times a second. What a quiet room gives is below `audible`.
export const audible = 0.08;

export function watchLevel(stream, heard) {
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  audio.createMediaStreamSource(stream).connect(analyser);
  audio.resume();
  setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    heard(Math.min(1, Math.sqrt(power) * 4));
  }, 100);
}

// Three rising notes, made here: there is no file to wait for.
export function playTones() {
  const audio = new AudioContext();
  [523, 659, 784].forEach((pitch, index) => {
    const [note, volume, from] = [audio.createOscillator(), audio.createGain(), audio.currentTime + index * 0.35];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.4, from + 0.05);
    volume.gain.linearRampToValueAtTime(0, from + 0.33);
    note.connect(volume).connect(audio.destination);
    note.start(from);
    note.stop(from + 0.35);
  });
}
