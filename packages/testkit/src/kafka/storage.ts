import { randomBytes } from 'node:crypto'
import { cp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { exists, locked } from '../jars.ts'
import { kafkaCache } from './jars.ts'
import { formatStorage } from './java.ts'
import { type BrokerSecurity, controllerProperties } from './properties.ts'

/** All test clusters share one id, so that formatted storage can be copied instead of made by another JVM. */
const CLUSTER_ID = 'bWlsbHJhY2UtdGVzdC1icg'

/** Makes the data folder of a node, unless it is there from an earlier run. `sasl` matters to the controller only. */
export async function prepareStorage(at: {
  dataDir: string
  nodeId: number
  properties: string
  sasl?: BrokerSecurity['sasl']
}): Promise<void> {
  const { dataDir, nodeId, properties, sasl } = at
  const formatted = await formattedOnce()
  if (await exists(path.join(dataDir, 'meta.properties'))) return
  if (sasl !== undefined) {
    await formatStorage(properties, CLUSTER_ID, scramUsers(sasl))
    return
  }
  await cp(formatted, dataDir, { recursive: true })
  await writeFile(path.join(dataDir, 'meta.properties'), metaProperties(nodeId))
}

function scramUsers({ username, password }: { username: string; password: string }): string[] {
  return ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((mechanism) => `${mechanism}=[name=${username},password=${password}]`)
}

function metaProperties(nodeId: number): string {
  const directoryId = randomBytes(16).toString('base64url')
  return `version=1\ncluster.id=${CLUSTER_ID}\nnode.id=${nodeId}\ndirectory.id=${directoryId}\n`
}

/** The folder that new nodes copy; made once for this version of Kafka. */
async function formattedOnce(): Promise<string> {
  const formatted = path.join(kafkaCache, 'formatted')
  if (await exists(formatted)) return formatted
  await locked(`${formatted}.lock`, async () => {
    if (await exists(formatted)) return
    const unfinished = `${formatted}.unfinished`
    await rm(unfinished, { recursive: true, force: true })
    const properties = path.join(kafkaCache, 'format.properties')
    await writeFile(properties, controllerProperties({ dataDir: unfinished, controllerPort: 9093 }))
    await formatStorage(properties, CLUSTER_ID)
    await rename(unfinished, formatted)
  })
  return formatted
}
