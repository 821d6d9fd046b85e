// The panels of the room's bar close as anything does that lies over a page: by Escape, or by saying no.
document.querySelectorAll('details[name=room-panel]').forEach(panel => {
  function close() {
    panel.open = false;
    panel.querySelector('summary').focus();
  }

  panel.addEventListener('keydown', event => event.key === 'Escape' && close());
  panel.querySelectorAll('button[data-closes]').forEach(button => {
    button.hidden = false;
    button.addEventListener('click', close);
  });
});
