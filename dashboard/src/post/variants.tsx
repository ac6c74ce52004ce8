// All four kinds of numbers of a post, side by side.

import { COUNTS, KINDS } from '../definitions.ts'
import type { Changes } from '../gateway/live.ts'
import { PostNumber } from '../parts/number.tsx'
import { Term } from '../parts/term.tsx'
import type { DetailedPost } from '../views/post.tsx'

interface VariantsProps {
  readonly post: DetailedPost
  readonly changes: Changes | undefined
}

export const Variants = ({ post, changes }: VariantsProps) => (
  <section aria-labelledby="all-numbers">
    <h2 id="all-numbers">All numbers</h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, and is reached by keyboard */}
    <section className="scroll" aria-label="Table of all numbers" tabIndex={0}>
      <table className="variants">
        <thead>
          <tr>
            <td />
            {KINDS.map(({ group, label, means }) => (
              <th key={group} scope="col">
                <Term means={means}>{label}</Term>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {COUNTS.map(({ name, label, means, share, in: groups }) => (
            <tr key={name}>
              <th scope="row">
                <Term means={means}>{label}</Term>
              </th>
              {KINDS.map(({ group }) => (
                <td key={group}>
                  {groups.includes(group) ? (
                    <PostNumber
                      post={post}
                      group={group}
                      name={name}
                      share={share}
                      change={changes?.get(`${group}.${name}`)}
                    />
                  ) : (
                    <span className="uncounted">
                      <span aria-hidden="true">·</span>
                      <span className="unseen">X has no such count</span>
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </section>
)
