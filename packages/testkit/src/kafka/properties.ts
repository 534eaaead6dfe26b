/** How clients may come in, beside the listener without security that every broker has. */
export interface BrokerSecurity {
  /** Opens a listener for SASL with these credentials (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512) and unsigned tokens (OAUTHBEARER). */
  sasl?: { username: string; password: string }
  /** Opens a listener for TLS with this key store (PKCS12). */
  tls?: { keystore: string; password: string }
}

export interface Listeners {
  plain: number
  /** The port clients are told to use, when it is not the one that listens. */
  advertised?: number
  sasl?: number
  tls?: number
}

export const CONTROLLER_NODE = 1000

/** The configuration of the node that decides who leads, and holds no data of its own. */
export function controllerProperties(at: { dataDir: string; controllerPort: number }): string {
  return lines({
    ...clusterOf(at.controllerPort),
    'process.roles': 'controller',
    'node.id': String(CONTROLLER_NODE),
    listeners: address(['CONTROLLER', at.controllerPort]),
    'log.dirs': at.dataDir,
    'auto.create.topics.enable': 'false',
    // A broker that was killed may not register again before its session has ended: nine seconds by default.
    'broker.session.timeout.ms': '1000',
  })
}

/** The configuration of a broker that only this machine can reach. */
export function brokerProperties(at: {
  dataDir: string
  nodeId: number
  controllerPort: number
  listeners: Listeners
  security: BrokerSecurity
}): string {
  const { dataDir, nodeId, controllerPort, listeners, security } = at
  const advertised = { ...listeners, plain: listeners.advertised ?? listeners.plain }
  return lines({
    ...clusterOf(controllerPort),
    'process.roles': 'broker',
    'node.id': String(nodeId),
    listeners: listenersOf(listeners).map(address).join(','),
    'advertised.listeners': listenersOf(advertised).map(address).join(','),
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': dataDir,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'broker.heartbeat.interval.ms': '200',
    // Tests write events of any year, and want to read them.
    'log.retention.ms': '-1',
    'log.message.timestamp.after.max.ms': '9223372036854775807',
    ...singleReplica,
    ...saslOf(security),
    ...tlsOf(security),
  })
}

function clusterOf(controllerPort: number): Record<string, string> {
  return {
    'controller.quorum.voters': `${CONTROLLER_NODE}@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL',
  }
}

const singleReplica = {
  'offsets.topic.num.partitions': '1',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
}

function saslOf({ sasl }: BrokerSecurity): Record<string, string> {
  if (sasl === undefined) return {}
  const prefix = 'listener.name.sasl'
  const module = 'org.apache.kafka.common.security'
  const unsecured = `${module}.oauthbearer.internals.unsecured`
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    [`${prefix}.plain.sasl.jaas.config`]: `${module}.plain.PlainLoginModule required user_${sasl.username}="${sasl.password}";`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: `${module}.scram.ScramLoginModule required;`,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: `${module}.scram.ScramLoginModule required;`,
    [`${prefix}.oauthbearer.sasl.jaas.config`]: `${module}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    [`${prefix}.oauthbearer.sasl.server.callback.handler.class`]: `${unsecured}.OAuthBearerUnsecuredValidatorCallbackHandler`,
    [`${prefix}.oauthbearer.sasl.login.callback.handler.class`]: `${unsecured}.OAuthBearerUnsecuredLoginCallbackHandler`,
  }
}

function tlsOf({ tls }: BrokerSecurity): Record<string, string> {
  if (tls === undefined) return {}
  return {
    'listener.name.tls.ssl.keystore.location': tls.keystore,
    'listener.name.tls.ssl.keystore.type': 'PKCS12',
    'listener.name.tls.ssl.keystore.password': tls.password,
    'listener.name.tls.ssl.key.password': tls.password,
  }
}

type Listener = readonly [name: string, port: number]

function listenersOf({ plain, sasl, tls }: Listeners): Listener[] {
  const open: Listener[] = [['PLAINTEXT', plain]]
  if (sasl !== undefined) open.push(['SASL', sasl])
  if (tls !== undefined) open.push(['TLS', tls])
  return open
}

function address([name, port]: Listener): string {
  return `${name}://127.0.0.1:${port}`
}

function lines(properties: Record<string, string>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
