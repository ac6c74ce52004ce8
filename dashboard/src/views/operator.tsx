// The gateway: what this page has cost, and for its operator the state of the whole gateway.

import { ErrorMessage } from '../components/error-message.tsx'
import { CurrentKey, KeyForm } from '../components/key-form.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Usage } from '../components/usage.tsx'
import { sumProcesses } from '../gateway/all-processes.ts'
import { type GatewayState, useGatewayState } from '../gateway/gateway-state.ts'
import { useViewer } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import { AccountsCard, ErrorsCard, RateLimitsCard } from './operator/health.tsx'
import { LastHourCard } from './operator/last-hour.tsx'
import { KeysCard, OperationsCard, SpendCard } from './operator/money.tsx'
import { ProcessesCard } from './operator/processes.tsx'
import { Tiles } from './operator/tiles.tsx'

const text = messages.operator

const isOn =
  (wanted: string | undefined) =>
  ({ host }: { readonly host: string }): boolean =>
    host === wanted

const State = (state: GatewayState) => {
  const { version, processes, spend, keys } = state
  const all = sumProcesses(processes)
  const [answering] = processes
  const missing = (answering?.workers ?? 1) - processes.filter(isOn(answering?.host)).length
  return (
    <>
      <p className="muted">
        {text.version(version, processes.length, all.hosts)}
        {missing > 0 && ` ${text.missing(missing)}`}
      </p>
      <Tiles {...state} all={all} />
      <LastHourCard {...all} />
      <div className="columns">
        <div className="stack">
          <OperationsCard {...all} />
          <KeysCard keys={keys} />
          <AccountsCard {...state} />
        </div>
        <div className="stack">
          <SpendCard spend={spend} />
          <RateLimitsCard {...state} />
          <ErrorsCard {...all} />
          {processes.length > 1 && <ProcessesCard processes={processes} />}
        </div>
      </div>
    </>
  )
}

const OperatorView = () => {
  const { operator, keyUrl, keyName, fetching } = useViewer()
  const { state, error, refetch } = useGatewayState(!operator)
  return (
    <>
      <div className="head">
        <h1>{messages.navigation.gateway}</h1>
        {keyName !== undefined && <CurrentKey name={keyName} />}
      </div>
      {error && <ErrorMessage error={error} onRetry={refetch} />}
      {operator && state === undefined && !error && <Skeleton label={text.loading} rows={24} />}
      {state && <State {...state} />}
      {!operator && !fetching && keyUrl !== undefined && <KeyForm reason={text.needsGrant} />}
      {!operator && !fetching && keyUrl === undefined && <p className="notice">{text.needsKeys}</p>}
      <Usage />
    </>
  )
}

export default OperatorView
