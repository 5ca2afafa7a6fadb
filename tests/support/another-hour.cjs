/**
 * Node programs of a test run live at another time: for whoever asks what a test does at midnight, or on a Sunday. The window keeps the computer's
 * time, and takes the operator's from the backend, as always.
 *
 *     ANOTHER_HOUR=2026-12-07T04:46:30Z NODE_OPTIONS='--require ./tests/support/another-hour.cjs' … vitest run --project e2e tests/e2e/board.e2e.ts
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- `--require` loads CommonJS
const http = require('node:http')

const Real = Date
// The first program of the run says by how much; those that it starts have the same.
process.env.ANOTHER_HOUR_BY ??= String(Real.parse(process.env.ANOTHER_HOUR ?? '') - Real.now())
const by = Number(process.env.ANOTHER_HOUR_BY)
if (Number.isNaN(by)) throw new Error('ANOTHER_HOUR is an instant such as 2026-12-07T04:46:30Z')
const now = () => Real.now() + by

globalThis.Date = new Proxy(Real, {
  construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [now()], made),
  apply: () => new Real(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
})

/** Node's own header has the time from before. */
const { emit } = http.Server.prototype
http.Server.prototype.emit = function (event, ...given) {
  const [, response] = given
  if (event === 'request' && response) {
    response.sendDate = false
    response.setHeader('Date', new Date().toUTCString())
  }
  return emit.call(this, event, ...given)
}
