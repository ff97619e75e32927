// Passkeys: asks the browser for one and sends what it answers with the form. Without this the
// parts that need it stay hidden, and the other ways of signing in are there.
const words = document.querySelector('script[data-stopped]').dataset
const canUse = Boolean(window.PublicKeyCredential && navigator.credentials)

const bytes = (text) => Uint8Array.from(
  atob(text.replace(/-/g, '+').replace(/_/g, '/')), (mark) => mark.charCodeAt(0)
)
const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const withBytes = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }))

/** The options of a new passkey: it can be found by the device alone, which asks who holds it. */
function forCreating ({ publicKey }) {
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
    authenticatorSelection: {
      ...publicKey.authenticatorSelection,
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required'
    }
  }
}

function forGetting ({ publicKey }) {
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: withBytes(publicKey.allowCredentials)
  }
}

/** A credential as the server reads it. */
function written (credential) {
  const response = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = text(credential.response[name])
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response
  })
}

async function options (form) {
  const kept = document.getElementById('passkey-options')
  if (kept) return JSON.parse(kept.textContent)
  const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error('no options')
  return (await answer.json()).request_options
}

function tell (message) {
  const box = document.querySelector('[data-passkey-problem]')
  box.querySelector('p').textContent = message
  box.hidden = false
  box.focus()
}

async function use (form) {
  try {
    const given = await options(form)
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: forCreating(given) })
      : await navigator.credentials.get({ publicKey: forGetting(given) })
    form.querySelector('input[name="credential"]').value = written(credential)
    form.submit()
  } catch (problem) {
    tell(problem.name === 'InvalidStateError' ? words.known : words.stopped)
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (canUse) use(form)
    else tell(words.missing)
  })
}
if (canUse) document.querySelectorAll('[data-passkey-only]').forEach((part) => { part.hidden = false })
