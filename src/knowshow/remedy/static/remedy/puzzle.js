// Does a small piece of work while somebody reads her report once more, so that it is read sooner in a flood. It is
// served during an attack only. It reads nothing but the puzzle, keeps nothing, asks no server, and stops when the page
// is left. Where it cannot run, nothing is missing: the plain question beside it does the same.
(async function () {
  'use strict'
  const field = document.getElementById('puzzle')
  const done = document.getElementById('puzzle-done')
  if (!field || !window.crypto || !window.crypto.subtle) return

  const { text, bits } = field.dataset
  const weight = Number(bits)
  const encoder = new TextEncoder()

  function hasZeros (digest) {
    const whole = weight >> 3
    for (let at = 0; at < whole; at += 1) {
      if (digest[at] !== 0) return false
    }
    return weight % 8 === 0 || digest[whole] >> (8 - weight % 8) === 0
  }

  // Sixteen times the work that is to be expected: whoever has no luck by then leaves it.
  const most = 2 ** (weight + 4)
  for (let number = 0; number < most; number += 1) {
    const answer = text + ':' + number
    const digest = await window.crypto.subtle.digest('SHA-256', encoder.encode(answer))
    if (hasZeros(new Uint8Array(digest))) {
      field.value = answer
      if (done) done.hidden = false
      return
    }
  }
})()
