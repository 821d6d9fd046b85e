/** Puts on record which step of the ladder somebody takes; the steps themselves are plain links. */
export function troubleIn(menu, url, token) {
  const asks = document.getElementById('trouble-asks');

  function tell(step) {
    fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ step }),
      headers: { RequestVerificationToken: token },
      keepalive: true,
    }).catch(() => {});
  }

  menu.addEventListener('click', event => {
    const pressed = event.target.closest('[data-step]');
    if (!pressed) {
      return;
    }
    tell(pressed.dataset.step);
    if (pressed.type === 'button') {
      asks.hidden = true;
    }
  });

  if (asks) {
    asks.hidden = false;
  }
}
