import { api } from '../api/client.ts'
import { pipelinesQuery, queryClient } from '../api/queries.ts'
import type { Session } from '../editor/session.ts'
import { attempt } from '../home/actions.ts'

/** Stops the job with a checkpoint; what follows comes by the subscription. */
export async function stopJob({ id, run }: Session): Promise<void> {
  run.setState({ status: 'stopping' })
  await attempt(() => api.jobs.stop.mutate({ pipelineId: id }))
  void queryClient.invalidateQueries({ queryKey: pipelinesQuery.queryKey })
}
