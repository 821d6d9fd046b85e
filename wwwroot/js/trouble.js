/** Puts on record which step of the ladder somebody takes; the steps themselves are plain links. Closes when it is no longer needed. */
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
      menu.open = !('closes' in pressed.dataset);
    }
  });

  // Escape closes it, as it closes anything that lies over a page.
  menu.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });

  if (asks) {
    asks.hidden = false;
  }
}
