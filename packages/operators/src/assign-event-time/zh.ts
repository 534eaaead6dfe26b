import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['水位线', '事件时间', '时间戳', '乱序'],
  texts: {
    'Assign event time': '指定事件时间',
    'Says when rows happened and how long to wait for late ones.': '指定行发生的时间，以及为迟到的行等待多久。',
    'Rows whose event time is NULL.': '事件时间为 NULL 的行。',
    'The time of a field, with up to five seconds of disorder': '取字段的时间，允许最多五秒的乱序',
    'Another time than the one that the source has': '改用与数据源不同的时间',
    'Rows without a time go to their own port': '没有时间的行走单独的端口',
  },
}
