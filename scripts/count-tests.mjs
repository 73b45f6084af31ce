// count-tests.mjs DIR FILE…: adds up the results of all parts, prints a line
// for each and the totals, and exits with 1 if anything failed. A part that
// left no results counts as one failure, so that it can't go unnoticed.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [dir, ...files] = process.argv.slice(2)

const readers = {
  '.go.json': readGo,
  '.vitest.json': readVitest,
  '.playwright.json': readPlaywright,
}

function readGo(text) {
  const count = { passed: 0, failed: 0, skipped: 0 }
  const failedIn = new Set()
  const failedPackages = []
  for (const line of text.split('\n')) {
    if (!line.startsWith('{')) continue
    const event = JSON.parse(line)
    if (event.Test) {
      if (event.Action === 'pass') count.passed++
      if (event.Action === 'skip') count.skipped++
      if (event.Action === 'fail') {
        count.failed++
        failedIn.add(event.Package)
      }
    } else if (event.Action === 'fail') {
      failedPackages.push(event.Package)
    }
  }
  // A package that doesn't compile, or whose tests time out, fails as a whole.
  count.failed += failedPackages.filter((name) => !failedIn.has(name)).length
  return count
}

function readVitest(text) {
  const report = JSON.parse(text)
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function readPlaywright(text) {
  const { stats, errors } = JSON.parse(text)
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }
}

function read(file) {
  const path = join(dir, file)
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0, note: ' (no results)' }
  const ending = Object.keys(readers).find((each) => file.endsWith(each))
  try {
    return readers[ending](readFileSync(path, 'utf8'))
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, note: ` (unreadable results: ${error.message})` }
  }
}

const text = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed` + (skipped ? `, ${skipped} skipped` : '')

const total = { passed: 0, failed: 0, skipped: 0 }
for (const file of files) {
  const count = read(file)
  // Words around the numbers keep these lines apart from the totals.
  console.log(`  part ${file.split('.')[0]}: ${text(count)}${count.note ?? ''};`)
  for (const key of Object.keys(total)) total[key] += count[key]
}
console.log(text(total))
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)
