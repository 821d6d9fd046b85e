const names = {
  NotAllowedError: 'gum.permission_denied',
  NotFoundError: 'gum.not_found',
  NotReadableError: 'gum.not_readable',
};

async function open(constraints) {
  // On a plain http address that is not localhost browsers hide mediaDevices altogether.
  if (!navigator.mediaDevices) {
    throw new DOMException('Camera and microphone need https.', 'NotAllowedError');
  }
  return (await navigator.mediaDevices.getUserMedia(constraints)).getTracks();
}

/** Opens what can be opened: `{ tracks, troubles: [{ kind, type, message }] }`; a visit without a camera is still a visit. */
export async function openMedia() {
  const audio = true;
  const video = { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 } };
  try {
    return { tracks: await open({ audio, video }), troubles: [] };
  } catch {
    const tracks = [];
    const troubles = [];
    for (const [kind, constraint] of [['audio', audio], ['video', video]]) {
      try {
        tracks.push(...await open({ [kind]: constraint }));
      } catch (error) {
        troubles.push({ kind, type: names[error.name] ?? 'gum.general', message: error.message });
      }
    }
    return { tracks, troubles };
  }
}
