// As long as it takes to hear that there is no network.
const patience = 10_000;

let going = false;

/** Leads elsewhere, once: who hears the same news twice would otherwise break off the way that the first has begun. */
export function goTo(address) {
  if (going) {
    return;
  }
  going = true;
  // Whoever is still here then may be led again.
  setTimeout(() => { going = false; }, patience);
  location.assign(address);
}
