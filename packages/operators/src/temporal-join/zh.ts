import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['汇率', '版本表', '时态表', '维表', '拉链表'],
  texts: {
    'Temporal join': '时态连接',
    'Joins each row with what was valid at its time.': '把每一行与其发生时有效的版本连接。',
    'Whether rows without a valid version are dropped, or go out padded with NULL.':
      '没有有效版本的行是丢弃，还是补 NULL 后输出。',
    'Fields of the rows that must equal the key of the versions.': '行中须与版本的键相等的字段。',
    'The key of the versions, in the same order.': '版本的键，顺序相同。',
    'A further condition: `l` is the row, `r` its version; where it is not true the version does not count.':
      '附加条件：`l` 是行，`r` 是它的版本；条件不为真时该版本不算数。',
    'Fields of the result; without them all of the rows, and those of the versions that have other names.':
      '结果的字段；不填则为行的全部字段，加上版本中不同名的字段。',
    'Rows with event time.': '带事件时间的行。',
    'A table with a primary key and event time, or a stream deduplicated to the last row of each key.':
      '带主键和事件时间的表，或按键去重只留最新一行的流。',
    'Rows that came when the version of their time was gone.': '到达时其发生时的版本已被清除的行。',
    'Versions that came when a newer one had replaced them.': '到达时已被更新版本取代的版本。',
    'Orders with the exchange rate of their time': '按下单时汇率计算的订单',
    'Orders before the first rate are kept': '保留首个汇率之前的订单',
  },
}
