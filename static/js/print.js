// Print buttons are hidden in the page and shown only where a script can print.

/** Shows and wires every element with data-print. */
export function offerPrint (root = document) {
  for (const button of root.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
