// Ties the buttons for security keys to the library's scripts, without any script inside a page.
// A button says what it does (data-key: addForm, authenticateForm, loginForm), in which field the answer of the key
// goes (data-key-answer), and which box stays without a password (data-key-alone, optional). If the key does not
// answer, the words that wait hidden on the page are shown.
(function () {
  const showFailure = function (event) {
    const words = document.getElementById('key-failure')
    if (words && event.detail.tags.includes('webauthn')) {
      event.preventDefault()
      words.hidden = false
    }
  }

  const tie = function (button) {
    const { key, keyAnswer, keyAlone } = button.dataset
    const ids = { credential: keyAnswer, passwordless: keyAlone, data: 'key-request' }
    ids[{ addForm: 'add', authenticateForm: 'authenticate', loginForm: 'login' }[key]] = button.id
    window.allauth.webauthn.forms[key]({ ids })
  }

  document.addEventListener('allauth.error', showFailure)
  document.addEventListener('DOMContentLoaded', function () {
    document.querySelectorAll('button[data-key]').forEach(tie)
  })
})()
