// Package testtool brings what the tests need and Go doesn't have: a headless Chromium, programs of npm, a PostgreSQL
// of their own. What is missing is installed once, under a lock, since several packages are tested at the same time.
// Where that can't be done the test is skipped with the reason, and fails when the variable CI is set.
package testtool
