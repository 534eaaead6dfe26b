import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['关联', '内连接', '左连接', '全连接', '半连接', '反连接', '双流连接'],
  texts: {
    Join: '连接',
    'Joins two streams as tables, for as long as rows are kept.': '像两张表一样连接两个流，行保留多久就连接多久。',
    'Null safe': 'NULL 相等',
    'Null aware': '按 IN 比较',
    'NULL equals NULL (IS NOT DISTINCT FROM).': 'NULL 等于 NULL（IS NOT DISTINCT FROM）。',
    'Compare as IN and NOT IN do: with it, one NULL on the right leaves nothing of an anti join.':
      '按 IN 与 NOT IN 比较：此时右侧只要有一个 NULL，反连接就没有结果。',
    'Keep left rows for': '左侧行保留时长',
    'Keep right rows for': '右侧行保留时长',
    'After this long a left row is forgotten; without it, it is kept for ever.':
      '超过这么久后左侧行被遗忘；不填则永久保留。',
    'After this long a right row is forgotten; without it, it is kept for ever.':
      '超过这么久后右侧行被遗忘；不填则永久保留。',
    'Customers with their orders': '客户与其订单',
    'Orders as they arrive, with or without a customer': '订单到达即输出，无论有无客户',
    'A customer changes and the results with it': '客户变化时结果随之变化',
    'Customers who never ordered': '从未下单的客户',
  },
}
