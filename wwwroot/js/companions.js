// Shows the specialist who has come along, beside the video: letting somebody in must not lead away from it.
import { poll } from './poll.js';

const menu = document.getElementById('companions');
const list = document.getElementById('companions-list');
const waiting = document.getElementById('companions-waiting');
const refused = document.getElementById('companions-refused');

function show(html) {
  const row = document.activeElement?.closest('[data-id]')?.dataset.id;
  const before = Number(waiting.textContent);
  list.innerHTML = html;
  list.querySelector(`[data-id="${row}"] button`)?.focus();
  const now = Number(list.querySelector('[data-waiting]')?.dataset.waiting ?? 0);
  menu.hidden = list.childElementCount === 0;
  waiting.textContent = now > 0 ? now : '';
  // Somebody has come: that is said once, and can be closed.
  menu.open = menu.hidden ? false : menu.open || now > before;
}

poll(menu.dataset.url, {
  async onAnswer(answer) {
    if (answer.ok && !answer.redirected) {
      show(await answer.text());
    }
  },
});

list.addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  const buttons = [...form.elements].filter(element => element.type === 'submit');
  buttons.forEach(button => { button.disabled = true; });
  const answer = await fetch(form.action, { method: 'POST', body: new FormData(form) }).catch(() => null);
  // What was not done can be pressed again; what was done is gone with the next answer.
  refused.hidden = Boolean(answer?.ok);
  if (!answer?.ok) {
    buttons.forEach(button => { button.disabled = false; });
  }
});
