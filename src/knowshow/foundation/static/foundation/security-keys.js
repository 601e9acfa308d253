// Ties the buttons for security keys to the sign-in library's scripts, without any script inside a page. It stands
// below what it works on, so it need not wait.
//
// A button says what it does (data-key: addForm, authenticateForm, loginForm), in which field the answer of the key
// goes (data-key-answer), and which box asks for a key that works alone (data-key-alone, optional). What needs a key
// shows only where keys can be used. If the key does not answer, the words that wait hidden on the page are shown.
(function () {
  const BUTTON = { addForm: 'add', authenticateForm: 'authenticate', loginForm: 'login' }
  const canUseKeys = !!window.PublicKeyCredential

  document.querySelectorAll('[data-needs-scripts]').forEach(part => { part.hidden = !canUseKeys })
  document.querySelectorAll('[data-without-scripts]').forEach(part => { part.hidden = canUseKeys })

  document.querySelectorAll('button[data-key]').forEach(function (button) {
    const { key, keyAnswer, keyAlone } = button.dataset
    const ids = { credential: keyAnswer, passwordless: keyAlone, data: 'key-request', [BUTTON[key]]: button.id }
    window.allauth.webauthn.forms[key]({ ids })
  })

  document.addEventListener('allauth.error', function (event) {
    const words = document.getElementById('key-failure')
    if (words && event.detail.tags.includes('webauthn')) {
      event.preventDefault()
      words.hidden = false
    }
  })
})()
