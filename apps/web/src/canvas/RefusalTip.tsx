import { useConnection } from '@xyflow/react'
import { useEffect, useState } from 'react'
import { useSession } from '../editor/hooks.ts'
import { diagnosticText } from '../i18n/diagnostics.ts'
import { useLanguage } from '../i18n/language.ts'
import { Prose } from '../ui/Prose.tsx'
import { edgeBetween, landing, refusal } from './connecting.ts'
import { nodeAt } from './nodeAt.ts'
import type { OperatorFlowNode } from './OperatorNode.tsx'

interface Connecting {
  readonly node: string
  readonly port: string
  readonly type: 'source' | 'target'
  readonly toNode: string | undefined
  readonly toPort: string
}

/** Beside the pointer, while an edge is being drawn: why it cannot end here. */
export function RefusalTip() {
  const session = useSession()
  const language = useLanguage()
  const connecting = useConnection<OperatorFlowNode, Connecting | undefined>(({ inProgress, fromHandle, toHandle }) =>
    inProgress && fromHandle
      ? {
          node: fromHandle.nodeId,
          port: fromHandle.id ?? '',
          type: fromHandle.type,
          toNode: toHandle?.nodeId,
          toPort: toHandle?.id ?? '',
        }
      : undefined,
  )
  const pointer = usePointer(connecting !== undefined)
  if (!connecting || !pointer) return null
  const { node, port, type, toNode, toPort } = connecting
  const over = nodeAt(pointer)
  const problem =
    toNode !== undefined && toNode !== node
      ? refusal(
          session,
          type === 'source' ? edgeBetween(node, port, toNode, toPort) : edgeBetween(toNode, toPort, node, port),
        )
      : over !== undefined
        ? landing(session, { port: `${node}.${port}`, kind: type === 'source' ? 'output' : 'input' }, over).problem
        : undefined
  if (!problem) return null
  return (
    <div className="refusal" role="status" style={{ left: pointer[0] + 14, top: pointer[1] + 14 }}>
      <Prose>{diagnosticText(problem, language)}</Prose>
    </div>
  )
}

function usePointer(active: boolean): [number, number] | undefined {
  const [at, setAt] = useState<[number, number] | undefined>()
  useEffect(() => {
    if (!active) return
    const move = ({ clientX, clientY }: MouseEvent) => setAt([clientX, clientY])
    window.addEventListener('mousemove', move)
    return () => {
      window.removeEventListener('mousemove', move)
      setAt(undefined)
    }
  }, [active])
  return at
}
