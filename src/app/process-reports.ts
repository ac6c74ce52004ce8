// The states of all processes that are connected by pub/sub: the workers of a machine, or all gateways of one Redis. A process
// requests them when its operator looks, so that nothing is sent while nobody does.

import type { Schedule } from '../infra/clock.ts'
import type { ProcessState } from '../schema/gateway-state.ts'

/** The messages between processes, as `Peers` sends and receives them. */
export interface ReportPeers {
  /** Whether there may be other processes. */
  readonly connected: boolean
  requestReports(from: string): void
  publishReport(report: ProcessState): void
  onReportRequest(listener: (from: string) => void): void
  onReport(listener: (report: ProcessState) => void): void
}

/** The time that other processes have to report. Those that miss it are left out. */
const REPORT_MS = 300

/** Beyond it, reports are ignored: a bound of memory, far above any deployment. */
const MAX_PROCESSES = 500

export const createProcessReports = (
  peers: ReportPeers,
  own: () => ProcessState,
  schedule: Schedule,
): (() => Promise<readonly ProcessState[]>) => {
  const { id } = own()
  let round = 0
  /** The last report of each process, and the round in which it came. A late one is awaited in the next round. */
  const reports = new Map<string, { readonly report: ProcessState; readonly round: number }>()
  let onReport = (): void => {}
  let pending: Promise<readonly ProcessState[]> | undefined

  peers.onReportRequest((from) => {
    if (from !== id) peers.publishReport(own())
  })
  peers.onReport((report) => {
    if (report.id === id || round === 0 || reports.size >= MAX_PROCESSES) return
    reports.set(report.id, { report, round })
    onReport()
  })

  const collect = async (): Promise<readonly ProcessState[]> => {
    for (const [process, last] of reports) if (last.round < round) reports.delete(process)
    round += 1
    const awaited = [...reports.keys()]
    const isFresh = (process: string): boolean => reports.get(process)?.round === round
    await new Promise<void>((resolve) => {
      const cancel = schedule(resolve, REPORT_MS)
      onReport = () => {
        if (awaited.length === 0 || !awaited.every(isFresh)) return
        cancel()
        resolve()
      }
      peers.requestReports(id)
    })
    return [...reports.values()]
      .flatMap((last) => (last.round === round ? last.report : []))
      .sort((one, other) => one.host.localeCompare(other.host) || one.pid - other.pid)
  }

  return async () => {
    if (!peers.connected) return [own()]
    pending ??= collect().finally(() => {
      pending = undefined
    })
    return [own(), ...(await pending)]
  }
}
