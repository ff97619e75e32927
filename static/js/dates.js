// "Today" and "Yesterday" buttons below the three boxes of a date that asks for them.

const WORDS = { today: ['Today', 0], yesterday: ['Yesterday', -1] }

function fill (group, days) {
  const when = new Date()
  when.setDate(when.getDate() + days)
  const values = { day: when.getDate(), month: when.getMonth() + 1, year: when.getFullYear() }
  for (const [part, value] of Object.entries(values)) {
    const box = group.querySelector(`input[name$="_${part}"]`)
    box.value = value
    box.dispatchEvent(new Event('input', { bubbles: true }))
    box.dispatchEvent(new Event('change', { bubbles: true }))
  }
}

function legendOf (group) {
  const legend = group.closest('fieldset')?.querySelector('legend')
  return legend ? legend.textContent.trim() : ''
}

/** Adds the buttons named by data-date-offer. */
export function offerDates (root = document) {
  for (const group of root.querySelectorAll('[data-date-offer]')) {
    const row = document.createElement('div')
    row.className = 'portal-date-offer'
    for (const name of group.dataset.dateOffer.split(' ')) {
      const [text, days] = WORDS[name] ?? []
      if (!text) continue
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'
      button.textContent = text
      const hidden = document.createElement('span')
      hidden.className = 'nhsuk-u-visually-hidden'
      hidden.textContent = ` – ${legendOf(group)}`
      button.append(hidden)
      button.addEventListener('click', () => fill(group, days))
      row.append(button)
    }
    group.after(row)
  }
}
