// Prints the results of load and soak tests.

/** Claims with their violations. */
export type Claims = readonly (readonly [claim: string, violations: readonly string[]])[]

/** The maximum number of violations of one claim in the output. */
const MAX_LINES = 20

/** Prints whether each claim holds. The process exits with 1 if one of them does not. */
export const printClaims = (claims: Claims): void => {
  for (const [claim, violations] of claims) {
    const lines = violations.slice(0, MAX_LINES)
    const more = violations.length - lines.length
    if (more > 0) lines.push(`and ${more} more`)
    const holds = violations.length === 0
    const text = lines.map((line) => `       ${line}\n`).join('')
    process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${claim}\n${text}`)
    if (!holds) process.exitCode = 1
  }
}

/** The rows of a table of outcomes, the most frequent first. */
export const outcomeRows = (outcomes: ReadonlyMap<string, number>): string[] => [
  '| outcome | responses |',
  '| --- | --: |',
  ...[...outcomes]
    .sort(([, one], [, other]) => other - one)
    .map(([outcome, count]) => `| ${outcome} | ${count} |`),
]
