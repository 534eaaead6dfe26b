import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['消息队列', '消费'],
  texts: {
    'Reads the records of a Kafka topic.': '读取 Kafka 主题中的记录。',
    'Key field': '键字段',
    'Header fields': '消息头字段',
    'Timestamp field': '时间戳字段',
    'The topic to read.': '要读取的主题。',
    'How the value of a record is read.': '如何解析记录的值。',
    'One JSON object per record.': '每条记录一个 JSON 对象。',
    'Where reading begins when there is no checkpoint.': '没有检查点时从哪里开始读。',
    Timestamp: '时间戳',
    'The first record at or after this time: 2026-01-01T00:00:00Z.': '不早于该时间的第一条记录：2026-01-01T00:00:00Z。',
    Offsets: '位点',
    'Offset by partition.': '各分区的位点。',
    'Read to what is the end when the job starts, then finish.': '读到作业启动时的末尾后结束。',
    'A field of the schema that takes the key of the record.': '接收记录键的字段。',
    'Fields of the schema that take headers of the record.': '接收消息头的字段。',
    'The field of the schema that takes its value.': '接收其值的字段。',
    'A field of the schema that takes the time stamp of the record.': '接收记录时间戳的字段。',
    'Orders as JSON, event time from a field': 'JSON 订单，事件时间取自字段',
  },
}
