// Keeps the list of who waits up to date, and says so in the title of the tab.
const list = document.getElementById('waiting-list');
const title = document.title;
const every = 5_000;

function announce() {
  const count = list.querySelectorAll('.waiting-row').length;
  document.title = count > 0 ? `(${count}) ${title}` : title;
}

async function refresh() {
  try {
    // Nobody has to be there for this: it keeps no session alive.
    const answer = await fetch(location.href, { cache: 'no-store', headers: { 'X-Unattended': '1' } });
    if (answer.redirected) {
      location.reload();
      return;
    }
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('waiting-list');
      if (fresh && fresh.innerHTML !== list.innerHTML) {
        list.innerHTML = fresh.innerHTML;
        announce();
      }
    }
  } catch {
    // No network for a moment: the next round asks again.
  }
  setTimeout(refresh, every);
}

announce();
setTimeout(refresh, every);
