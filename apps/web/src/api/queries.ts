/** Questions that several places ask, each under one key. */
import { QueryClient, queryOptions } from '@tanstack/react-query'
import { api, isUnreached } from './client.ts'
import type { RunRecord } from './types.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => isUnreached(error) && count < 3,
      retryDelay: 800,
      refetchOnWindowFocus: true,
      staleTime: 1000,
    },
    mutations: { retry: false },
  },
})

const LIST_MS = 2000

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: () => api.pipelines.list.query(),
  refetchInterval: LIST_MS,
})

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: () => api.templates.list.query(),
  staleTime: Number.POSITIVE_INFINITY,
})

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: () => api.connections.list.query(),
})

export const topicsQuery = (name: string) =>
  queryOptions({
    queryKey: ['topics', name],
    queryFn: () => api.connections.topics.query({ name }),
    enabled: name !== '',
    retry: false,
    staleTime: 30_000,
  })

export const historyQuery = (pipelineId: string) =>
  queryOptions({
    queryKey: ['history', pipelineId],
    queryFn: (): Promise<RunRecord[]> => api.jobs.history.query({ pipelineId, limit: 50 }),
    refetchInterval: LIST_MS,
  })
