// Parses the selectors of a PromQL expression with Prometheus' grammar.

import { parser } from '@prometheus-io/lezer-promql'

export type Labels = Readonly<Record<string, string>>

export interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

export interface Selector {
  readonly metric: string
  readonly matchers: readonly Matcher[]
  /** Labels by which enclosing expressions group or join. */
  readonly groupedBy: readonly string[]
}

type Node = ReturnType<typeof parser.parse>['topNode']

/** All selectors of an expression. @throws if it is not valid PromQL */
export const selectorsOf = (expr: string): Selector[] => {
  const text = ({ from, to }: Node): string => expr.slice(from, to)
  /** Descendants of the given kinds. */
  const within = (node: Node, ...kinds: string[]): Node[] => {
    const found: Node[] = []
    node.cursor().iterate(({ name, node: each }) => {
      if (kinds.includes(name)) found.push(each)
    })
    return found
  }
  const groupingOf = (node: Node): string[] =>
    ['AggregateModifier', 'MatchingModifierClause']
      .flatMap((kind) => node.getChildren(kind))
      .flatMap((modifier) => within(modifier, 'LabelName').map(text))
  const { topNode } = parser.parse(expr)
  topNode.cursor().iterate(({ type, from }) => {
    if (type.isError) throw new Error(`${expr.slice(0, from)}⟨here⟩${expr.slice(from)}`)
  })
  return within(topNode, 'VectorSelector').map((node) => {
    const groupedBy: string[] = []
    for (let above = node.parent; above !== null; above = above.parent) {
      // The result of scalar() has no labels.
      if (above.getChild('FunctionIdentifier')?.getChild('Scalar')) break
      groupedBy.push(...groupingOf(above))
    }
    return {
      metric: within(node, 'Identifier').map(text)[0] ?? '',
      matchers: within(node, 'UnquotedLabelMatcher').map((matcher) => {
        const [label = '', operator = '', value = '""'] = within(
          matcher,
          'LabelName',
          'MatchOp',
          'StringLiteral',
        ).map(text)
        return { label, operator, value: JSON.parse(value) }
      }),
      groupedBy,
    }
  })
}

export const matches = (labels: Labels, { label, operator, value }: Matcher): boolean => {
  const actual = labels[label] ?? ''
  const equal = operator.endsWith('~')
    ? new RegExp(`^(?:${value})$`).test(actual)
    : actual === value
  return equal !== operator.startsWith('!')
}
