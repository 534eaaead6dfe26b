import { difference, type NodeChange } from '@millrace/pipeline'
import { useMemo } from 'react'
import { useEditor, useRun } from '../editor/hooks.ts'

const NONE: Readonly<Record<string, NodeChange>> = {}

/** What differs from the version that runs, by node. */
export function useChanges(): Readonly<Record<string, NodeChange>> {
  const pipeline = useEditor((state) => state.pipeline)
  const deployed = useRun((run) => run.deployed)
  return useMemo(() => (deployed ? difference(deployed, pipeline).nodes : NONE), [deployed, pipeline])
}
