import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['发送', '生产'],
  texts: {
    'Writes rows to a Kafka topic.': '把行写入 Kafka 主题。',
    Headers: '消息头',
    'Partition field': '分区字段',
    Guarantee: '交付保证',
    'The topic to write to.': '要写入的主题。',
    'How a row becomes the value of a record.': '一行如何变成记录的值。',
    'Fields that make the key: one is written as its text, several as a JSON object. Equal keys go to the same partition.':
      '构成键的字段：单个字段写为文本，多个写为 JSON 对象。相同的键进入同一分区。',
    'Headers of each record.': '每条记录的消息头。',
    'The field with its value.': '其值所在的字段。',
    'A whole-number field that names the partition; without it the key decides, or records go around.':
      '指定分区的整数字段；不填则由键决定，或轮流写入。',
    'With exactly-once records appear with each checkpoint, in a transaction; readers must read committed records only.':
      '选择 exactly-once 时，记录随检查点在事务中出现；读取方须只读已提交的记录。',
    'Top products, keyed by shop': '热门商品，以店铺为键',
  },
}
