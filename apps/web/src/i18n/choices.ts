/** Names of choices in 中文. In English a choice is shown as it is written in the document, since that is what it is called. */
import type { Language } from '@millrace/operators'

const zh: Readonly<Record<string, string>> = {
  orders: '订单',
  clicks: '点击',
  metrics: '机器指标',
  logs: '日志',
  payments: '支付',
  earliest: '最早',
  latest: '最新',
  timestamp: '从时间点',
  offsets: '从偏移量',
  tumbling: '滚动窗口',
  sliding: '滑动窗口',
  cumulate: '累积窗口',
  session: '会话窗口',
  json: 'JSON',
  csv: 'CSV',
  ndjson: 'NDJSON',
  text: '文本',
  file: '文件',
  'indexed-file': '带索引的文件',
  rows: '行',
  none: '无',
  partial: '部分缓存',
  port: '送到端口',
  fail: '作业失败',
  inner: '内关联',
  left: '左关联',
  right: '右关联',
  full: '全关联',
  semi: '有匹配',
  anti: '无匹配',
  first: '第一行',
  last: '最后一行',
  asc: '升序',
  desc: '降序',
  'exactly-once': '恰好一次',
  'at-least-once': '至少一次',
}

export const choiceText = (value: string, language: Language): string =>
  language === 'zh' ? (zh[value] ?? value) : value
