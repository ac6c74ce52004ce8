// A table of all metrics of a post, with one column per metric group.

import { MetricValue } from '../components/metric-value.tsx'
import { Term } from '../components/term.tsx'
import type { Changes } from '../gateway/live.ts'
import { messages } from '../messages/index.ts'
import { GROUPS, METRICS } from '../metrics.ts'
import type { DetailedPost } from './detailed-post.ts'

interface VariantsProps {
  readonly post: DetailedPost
  readonly changes: Changes | undefined
}

export const Variants = ({ post, changes }: VariantsProps) => (
  <section className="card" aria-labelledby="all-metrics">
    <h2 id="all-metrics">{messages.post.allMetrics}</h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, and must be reachable by keyboard */}
    <section className="scroll" aria-label={messages.post.allMetricsTable} tabIndex={0}>
      <table className="variants">
        <caption className="visually-hidden">{messages.post.allMetricsTable}</caption>
        <thead>
          <tr>
            <td />
            {GROUPS.map(({ group, label, description }) => (
              <th key={group} scope="col">
                <Term description={description}>{label}</Term>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {METRICS.map(({ name, label, description, isRate, groups }) => (
            <tr key={name}>
              <th scope="row">
                <Term description={description}>{label}</Term>
              </th>
              {GROUPS.map(({ group }) => (
                <td key={group}>
                  {groups.includes(group) ? (
                    <MetricValue
                      post={post}
                      group={group}
                      name={name}
                      isRate={isRate}
                      change={changes?.get(`${group}.${name}`)}
                    />
                  ) : (
                    <span className="uncounted">
                      <span aria-hidden="true">·</span>
                      <span className="visually-hidden">{messages.post.neverProvided}</span>
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
