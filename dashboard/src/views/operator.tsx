// The gateway: what this page has cost, and for its operator the state of the whole gateway.

import { ErrorMessage } from '../components/error-message.tsx'
import { CurrentKey, KeyForm } from '../components/key-form.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Time } from '../components/time.tsx'
import { Usage } from '../components/usage.tsx'
import { type GatewayState, useGatewayState } from '../gateway/gateway-state.ts'
import { useViewer } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import { AccountsCard, ErrorsCard, RateLimitsCard } from './operator/health.tsx'
import { KeysCard, OperationsCard, SpendCard } from './operator/money.tsx'
import { Tiles } from './operator/tiles.tsx'

const text = messages.operator

const State = (state: GatewayState) => {
  const { version, process, spend, keys, rateLimits } = state
  const { pid, workers, startedAt, operations, errors } = process
  return (
    <>
      <p className="muted">
        {text.process(version, pid, workers)} {text.startedAt} <Time time={startedAt} />.
      </p>
      <Tiles {...state} />
      <div className="columns">
        <div className="stack">
          <OperationsCard operations={operations} />
          <KeysCard keys={keys} />
          <AccountsCard {...state} />
        </div>
        <div className="stack">
          <SpendCard spend={spend} />
          <RateLimitsCard rateLimits={rateLimits} />
          <ErrorsCard errors={errors} />
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
