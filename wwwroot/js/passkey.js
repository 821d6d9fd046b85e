// Passkeys: asks the server what the browser is to show or make, has the browser do it, and sends the form with the answer in it.
for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    continue;
  }
  form.hidden = false;
  const error = form.querySelector('[role=alert]');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    error.hidden = true;
    try {
      const token = form.elements.__RequestVerificationToken.value;
      const answer = await fetch(form.dataset.options, { method: 'POST', headers: { RequestVerificationToken: token } });
      const json = await answer.json();
      const credential = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json) });
      form.elements.Credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      // Cancelled, no passkey here, or no network: the person decides what next.
      error.hidden = false;
    }
  });
}
