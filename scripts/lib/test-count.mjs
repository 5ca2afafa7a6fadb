import path from 'node:path'

/**
 * Adds up one run of vitest from its JSON report and exit code. What went wrong outside a test counts as a failure
 * too: a file that does not load, an error nobody caught, a run without any test, a run that left no report.
 * @param {string | undefined} report
 * @param {number} exitCode
 * @returns {{passed: number, failed: number, skipped: number}}
 */
export function countTests(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const files = JSON.parse(report).testResults
  const results = files.flatMap((file) => file.assertionResults.map((test) => test.status))
  const count = (...statuses) => results.filter((status) => statuses.includes(status)).length
  const passed = count('passed')
  const failed = count('failed') + files.filter(failedOutsideTests).length
  const silent = failed === 0 && (exitCode !== 0 || passed === 0) ? 1 : 0
  return { passed, failed: failed + silent, skipped: results.length - passed - count('failed') }
}

/**
 * What failed, one line each: the file from the project's root, the test's whole name, the first line of its error.
 * @param {string | undefined} report
 * @param {string} root absolute
 * @returns {string[]}
 */
export function failuresOf(report, root) {
  if (report === undefined) return []
  return JSON.parse(report).testResults.flatMap((file) => {
    const name = path.relative(root, file.name)
    if (failedOutsideTests(file)) return [`${name}: ${firstLine(file.message)}`]
    return file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`)
  })
}

function firstLine(text) {
  return (text ?? '').trim().split('\n', 1)[0]
}

function failedOutsideTests(file) {
  return file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
}
