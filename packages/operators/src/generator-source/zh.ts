import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['示例', '测试数据', '随机', '造数'],
  texts: {
    Generator: '数据生成器',
    'Makes up orders, clicks, machine metrics, logs, payments or auctions.':
      '生成订单、点击、机器指标、日志、支付或拍卖数据。',
    Shape: '数据形态',
    'Rows per second': '每秒行数',
    'Real time': '实时',
    Seed: '随机种子',
    Disorder: '乱序',
    'What kind of rows are made.': '生成哪一类数据。',
    'Rows per second of event time.': '事件时间上每秒的行数。',
    'Rows come at their rate by the clock; otherwise as fast as they can be made.':
      '按时钟以设定速率产生；否则以最快速度产生。',
    'How many rows are made; without it the source is endless.': '生成多少行；不填则无穷无尽。',
    'The same seed gives the same rows.': '相同的种子产生相同的数据。',
    'Time of the first row, as in 2026-01-01T00:00:00; without it now, or 2026-01-01 when rows do not come in real time.':
      '第一行的时间，例如 2026-01-01T00:00:00；不填则为当前时间，非实时产生时为 2026-01-01。',
    'Rows out of order.': '乱序的行。',
    Share: '比例',
    By: '幅度',
    'Share of the rows that come late, from 0 to 1.': '迟到行的比例，0 到 1。',
    'How late they come at most.': '最多迟到多久。',
    'Fields in place of those of the shape; fields of other names get values by their type.':
      '替代该形态的字段；其他名称的字段按类型取值。',
    'Event time; without it the time field of the shape, waiting as long as rows come late.':
      '事件时间；不填则用该形态的时间字段，等待时长等于迟到幅度。',
    'A thousand orders': '一千个订单',
    'Logs without end, one in ten up to two seconds late': '无尽的日志，十分之一最多迟到两秒',
  },
}
