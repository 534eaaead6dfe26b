/** How a pipeline stands, in one word with a colour, for the list. */

import type { PipelineSummary } from '../api/types.ts'
import type { MessageKey } from '../i18n/en.ts'

export interface Standing {
  readonly label: MessageKey
  readonly tone: 'ok' | 'accent' | 'busy' | 'bad' | 'hollow' | ''
  readonly needsAttention: boolean
}

export function standingOf({ job, errors }: Pick<PipelineSummary, 'job' | 'errors'>): Standing {
  if (!job) return { label: 'status.draft', tone: 'hollow', needsAttention: errors > 0 }
  switch (job.state) {
    case 'running':
      return { label: 'status.running', tone: 'ok', needsAttention: false }
    case 'starting':
      return { label: 'status.starting', tone: 'accent', needsAttention: false }
    case 'stopping':
      return { label: 'status.stopping', tone: 'busy', needsAttention: false }
    case 'restarting':
      return { label: 'status.restarting', tone: 'bad', needsAttention: true }
    case 'failed':
      return { label: 'status.failed', tone: 'bad', needsAttention: true }
    case 'finished':
      return { label: 'status.finished', tone: '', needsAttention: false }
    case 'stopped':
      return { label: 'status.stopped', tone: '', needsAttention: false }
  }
}

export type Filter = 'all' | 'running' | 'attention' | 'drafts'

export function isShown(filter: Filter, summary: Pick<PipelineSummary, 'job' | 'errors'>): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'running':
      return summary.job !== null && ['running', 'starting', 'restarting', 'stopping'].includes(summary.job.state)
    case 'attention':
      return standingOf(summary).needsAttention
    case 'drafts':
      return summary.job === null
  }
}
