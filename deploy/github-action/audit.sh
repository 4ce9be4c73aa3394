#!/usr/bin/env bash
# The step "Audit" of action.yml. It takes INPUT_* and ORGAUDIT_PROGRAM from its environment, writes the reports below
# RUNNER_TEMP and their paths to GITHUB_OUTPUT, and ends with the audit's exit code.
set -euo pipefail

case "$INPUT_UNKNOWN" in
  fail | warn) ;;
  *)
    echo '::error::the input "unknown" is fail or warn'
    exit 2
    ;;
esac

into=$RUNNER_TEMP/orgaudit-report
rm -rf "$into"
mkdir -p "$into"

arguments=(audit --timeout "$INPUT_TIMEOUT" --fail-on "$INPUT_FAIL_ON")
if [ -n "$INPUT_SOURCE" ]; then
  arguments+=(--source "$INPUT_SOURCE")
fi
if [ -n "$INPUT_ORG" ]; then
  arguments+=(--org "$INPUT_ORG")
  export XDG_CONFIG_HOME=$GITHUB_WORKSPACE/$INPUT_CONFIG
fi
if [ -n "$INPUT_POLICY" ]; then
  arguments+=(--policy "$INPUT_POLICY")
fi
if [ -n "$INPUT_BASELINE" ]; then
  arguments+=(--baseline "$INPUT_BASELINE" --new-only)
fi
for format in sarif html json md; do
  arguments+=(--out "$into/orgaudit.$format")
done

code=0
"$ORGAUDIT_PROGRAM" "${arguments[@]}" || code=$?

echo "exit-code=$code" >>"$GITHUB_OUTPUT"
for format in sarif html json; do
  if [ -f "$into/orgaudit.$format" ]; then
    echo "$format=$into/orgaudit.$format" >>"$GITHUB_OUTPUT"
  fi
done
if [ -f "$into/orgaudit.md" ]; then
  cat "$into/orgaudit.md" >>"$GITHUB_STEP_SUMMARY"
fi

if [ "$code" = 3 ] && [ "$INPUT_UNKNOWN" = warn ]; then
  echo '::warning::something could not be told; the summary says what, and which permission would settle it'
  exit 0
fi
exit "$code"
