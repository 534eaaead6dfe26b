/** URLs, browsers and internet addresses. */
import { utf8Decoder } from '../platform.ts'
import { BOOLEAN, INT, STRING } from '../types.ts'
import type { Value } from '../value.ts'
import { inNetwork, type Network, parseAddress, parseNetwork } from '../web/address.ts'
import { parseUrl, type UrlParts } from '../web/url.ts'
import { browserOf, browserVersionOf, deviceOf, systemOf } from '../web/userAgent.ts'
import { DataError, defineFunction, type FunctionDefinition } from './definition.ts'
import { constantText, param, TEXT } from './params.ts'

const NO_SQL = 'Flink SQL has no function of this kind.'
const url = param('url', TEXT)

const PARTS: Readonly<Record<string, (parts: UrlParts) => string | null>> = {
  HOST: ({ host }) => host,
  PATH: ({ path }) => path,
  QUERY: ({ query }) => query,
  REF: ({ ref }) => ref,
  PROTOCOL: ({ protocol }) => protocol,
  FILE: ({ path, query }) => (query === null ? path : `${path}?${query}`),
  AUTHORITY: ({ authority }) => authority,
  USERINFO: ({ userInfo }) => userInfo,
}

function part(text: string, name: string): string | null {
  const parts = parseUrl(text)
  return parts && Object.hasOwn(PARTS, name) ? PARTS[name]!(parts) : null
}

/** The value of a parameter of a query, as it is written. */
const parameter = (query: string | null, name: string): string | null =>
  query
    ?.split('&')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null

function decoded(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = run
      .slice(1)
      .split('%')
      .map((digits) => Number.parseInt(digits, 16))
    return utf8Decoder.decode(Uint8Array.from(bytes))
  })
}

function ofUrl(
  name: string,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
  read: (parts: UrlParts) => Value,
  returns = STRING,
): FunctionDefinition {
  return defineFunction({
    name,
    group: 'web',
    usage: `${name}(url)`,
    ...words,
    params: [url],
    returns,
    nullable: 'always',
    beyondFlink: `${NO_SQL} PARSE_URL has the parts as they are written.`,
    evaluate(text) {
      const parts = parseUrl(text as string)
      return parts ? read(parts) : null
    },
  })
}

function ofUserAgent(
  name: string,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
  read: (text: string) => string | null,
): FunctionDefinition {
  return defineFunction({
    name,
    group: 'web',
    usage: `${name}(user agent)`,
    ...words,
    params: [param('user agent', TEXT)],
    returns: STRING,
    nullable: 'always',
    beyondFlink: NO_SQL,
    evaluate: (text) => read(text as string),
  })
}

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'

function network(text: string): Network {
  const found = parseNetwork(text)
  if (!found) throw new DataError(`${JSON.stringify(text.slice(0, 50))} is not a network such as 10.0.0.0/8.`)
  return found
}

const ipInCidr: FunctionDefinition = (() => {
  const { resolve, ...rest } = defineFunction({
    name: 'IP_IN_CIDR',
    group: 'web',
    usage: 'IP_IN_CIDR(address, network)',
    summary:
      'Whether an internet address (version 4 or 6) lies in a network such as 10.0.0.0/8; NULL when it is no address.',
    zh: 'IP 地址（IPv4 或 IPv6）是否属于某网段（如 10.0.0.0/8）；不是地址时为 NULL。',
    examples: [
      ["IP_IN_CIDR('10.1.2.3', '10.0.0.0/8')", true],
      ["IP_IN_CIDR('2001:db8::1', '2001:db8::/32')", true],
      ["IP_IN_CIDR('localhost', '10.0.0.0/8')", null],
    ],
    params: [param('address', TEXT), param('network', TEXT)],
    returns: BOOLEAN,
    nullable: 'always',
    beyondFlink: NO_SQL,
    fails: ({ args }) => constantText(args[1]) === undefined,
    bind({ args }) {
      const constant = constantText(args[1])
      const known = constant === undefined ? undefined : network(constant)
      return (address, given) => {
        const bytes = parseAddress((address as string).trim())
        return bytes ? inNetwork(bytes, known ?? network(given as string)) : null
      }
    },
  })
  return {
    ...rest,
    resolve(call) {
      const resolved = resolve(call)
      const constant = constantText(resolved?.args[1])
      if (constant === undefined || parseNetwork(constant)) return resolved
      const message = `'${constant.slice(0, 50)}' is not a network.`
      return call.problem({
        code: 'network',
        message,
        hint: 'Examples: 10.0.0.0/8, 2001:db8::/32',
        span: call.spans[1]!,
      })
    },
  }
})()

export const webFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'PARSE_URL',
    group: 'web',
    usage:
      "PARSE_URL(url, 'HOST' | 'PATH' | 'QUERY' | 'REF' | 'PROTOCOL' | 'FILE' | 'AUTHORITY' | 'USERINFO' [, parameter])",
    summary: 'A part of a URL, or a parameter of its query; NULL when the text is no URL or lacks the part.',
    zh: '取 URL 的某一部分或查询参数；不是 URL 或缺少该部分时为 NULL。',
    examples: [
      ["PARSE_URL('http://user@host.com:80/p/a?x=1&y=2#ref', 'HOST')", 'host.com'],
      ["PARSE_URL('http://host.com/p?x=1&y=2', 'QUERY', 'y')", '2'],
    ],
    params: [url, param('part', TEXT), param('parameter', TEXT, { optional: true })],
    returns: STRING,
    nullable: 'always',
    evaluate(text, name, key) {
      if (key === undefined) return part(text as string, name as string)
      return name === 'QUERY' ? parameter(part(text as string, 'QUERY'), key as string) : null
    },
  }),
  ofUrl(
    'URL_HOST',
    {
      summary: 'The host of a URL in lower case.',
      zh: 'URL 的主机名（小写）。',
      examples: [["URL_HOST('https://Shop.example.com:8443/a?b=1')", 'shop.example.com']],
    },
    ({ host }) => host.toLowerCase(),
  ),
  ofUrl(
    'URL_PORT',
    {
      summary: 'The port of a URL; NULL when none is written.',
      zh: 'URL 的端口；未写出则为 NULL。',
      examples: [["URL_PORT('https://example.com:8443/')", 8443]],
    },
    ({ port }) => port ?? null,
    INT,
  ),
  ofUrl(
    'URL_PATH',
    {
      summary: 'The path of a URL, decoded.',
      zh: 'URL 的路径（已解码）。',
      examples: [["URL_PATH('https://example.com/a%20b/c?x=1')", '/a b/c']],
    },
    ({ path }) => decoded(path.replaceAll('+', '%2B')),
  ),
  defineFunction({
    name: 'URL_PARAMETER',
    group: 'web',
    usage: 'URL_PARAMETER(url, name)',
    summary: 'A parameter of the query of a URL, decoded; NULL when there is none of the name.',
    zh: '取 URL 查询参数的值（已解码）；不存在则为 NULL。',
    examples: [
      ["URL_PARAMETER('https://example.com/?q=red+shoes&n=2', 'q')", 'red shoes'],
      ["URL_PARAMETER('https://example.com/', 'q')", null],
    ],
    params: [url, param('name', TEXT)],
    returns: STRING,
    nullable: 'always',
    beyondFlink: `${NO_SQL} PARSE_URL(url, 'QUERY', name) has the parameter as it is written.`,
    evaluate(text, name) {
      const found = parameter(part(text as string, 'QUERY'), name as string)
      return found === null ? null : decoded(found)
    },
  }),
  ofUserAgent(
    'USER_AGENT_BROWSER',
    {
      summary: 'The browser that a User-Agent names; NULL when it is not known.',
      zh: '由 User-Agent 识别浏览器；无法识别则为 NULL。',
      examples: [[`USER_AGENT_BROWSER('${CHROME}')`, 'Chrome']],
    },
    browserOf,
  ),
  ofUserAgent(
    'USER_AGENT_VERSION',
    {
      summary: 'The version of the browser that a User-Agent names.',
      zh: '由 User-Agent 识别浏览器版本。',
      examples: [[`USER_AGENT_VERSION('${CHROME}')`, '130.0.0.0']],
    },
    browserVersionOf,
  ),
  ofUserAgent(
    'USER_AGENT_OS',
    {
      summary: 'The operating system that a User-Agent names.',
      zh: '由 User-Agent 识别操作系统。',
      examples: [[`USER_AGENT_OS('${IPHONE}')`, 'iOS']],
    },
    systemOf,
  ),
  ofUserAgent(
    'USER_AGENT_DEVICE',
    {
      summary: 'The kind of device that a User-Agent names: desktop, mobile, tablet, tv or bot.',
      zh: '由 User-Agent 识别设备类型：desktop、mobile、tablet、tv 或 bot。',
      examples: [[`USER_AGENT_DEVICE('${IPHONE}')`, 'mobile']],
    },
    deviceOf,
  ),
  ipInCidr,
  defineFunction({
    name: 'IP_VERSION',
    group: 'web',
    usage: 'IP_VERSION(address)',
    summary: '4 or 6 for an internet address; NULL for another text.',
    zh: 'IP 地址的版本（4 或 6）；不是地址时为 NULL。',
    examples: [["IP_VERSION('192.168.0.1')", 4]],
    params: [param('address', TEXT)],
    returns: INT,
    nullable: 'always',
    beyondFlink: NO_SQL,
    evaluate(address) {
      const bytes = parseAddress((address as string).trim())
      return bytes ? (bytes.length === 4 ? 4 : 6) : null
    },
  }),
]
