// Tells a waiting patient how it stands with the specialist, and goes in when the room is open.
import { countDown } from './countdown.js';
import { goTo } from './go.js';
import { poll, signOfLife } from './poll.js';

const { statusUrl, endedUrl, roomTag } = document.getElementById('waiting').dataset;
const words = document.getElementById('waiting-words');
const lost = document.getElementById('waiting-lost');
const shown = document.getElementById('countdown');
const box = shown.closest('.countdown');
const left = countDown(shown, () => {
  box.hidden = true;
});

poll(statusUrl, {
  headers: signOfLife,
  onLost(isLost) {
    lost.hidden = !isLost;
  },
  async onAnswer(answer) {
    if (!answer.ok || answer.redirected) {
      goTo('/');
      return;
    }
    const status = await answer.json();
    if (status.ended) {
      goTo(endedUrl);
      return;
    }
    // Let in, moved, or somebody else's now: the page itself knows what that means.
    if (!status.mustWait || status.room !== roomTag) {
      goTo(location.pathname);
      return;
    }
    if (words.textContent !== status.words) {
      words.textContent = status.words;
    }
    box.hidden = false;
    left.until(status.expectedAt);
  },
});
