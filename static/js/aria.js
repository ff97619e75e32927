// Puts right two things the NHS.UK scripts set that assistive technology may not get.

/** A radio may not carry aria-expanded (ARIA 1.2); aria-controls alone names what it opens. */
function dropExpanded (radio) {
  const drop = () => radio.removeAttribute('aria-expanded')
  new MutationObserver(() => radio.hasAttribute('aria-expanded') && drop())
    .observe(radio, { attributeFilter: ['aria-expanded'] })
  drop()
}

/** Run after initAll. */
export function repairAria (root = document) {
  root.querySelectorAll('input[type="radio"][aria-expanded]').forEach(dropExpanded)
  // The name of a file button must hold its visible words in one piece (WCAG 2.5.3), so no comma between them.
  root.querySelectorAll('.nhsuk-file-upload__drop-button > [id$="-comma"]').forEach((comma) => { comma.textContent = '' })
}
