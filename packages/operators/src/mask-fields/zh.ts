import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['脱敏', '隐私', '匿名', '打码'],
  texts: {
    'Mask fields': '字段脱敏',
    'Hides personal data in fields, in whole or in part.': '隐藏字段中的个人数据，全部或部分。',
    Method: '方式',
    'The field to hide.': '要隐藏的字段。',
    'How it is hidden.': '如何隐藏。',
    'The fields to hide. All but those that become NULL are texts afterwards.':
      '要隐藏的字段。除置为 NULL 的以外，结果均为文本。',
    First: '开头',
    Last: '结尾',
    Salt: '盐',
    With: '替换为',
    'Some characters at the beginning and at the end stay.': '保留开头和结尾的若干字符。',
    'How many characters stay at the beginning.': '开头保留多少个字符。',
    'How many characters stay at the end.': '结尾保留多少个字符。',
    'The first character and the domain of an address stay.': '保留邮箱的首字符和域名。',
    'The four digits before the last four are hidden.': '隐藏末四位之前的四位数字。',
    'The first six and the last four digits stay.': '保留前六位和后四位数字。',
    'The first three and the last two characters stay.': '保留前三位和后两位字符。',
    'A SHA-256 hash: equal values stay equal. Values of which there are few can be guessed.':
      'SHA-256 散列：相同的值仍相同。取值很少时可能被猜出。',
    'Put before the value, so that hashes of other pipelines are different.': '加在值之前，使其他流程的散列不同。',
    'The same text for every value.': '所有值都替换为同一文本。',
    'The text that stands for every value.': '用来代替值的文本。',
    'NULL in place of every value.': '所有值都置为 NULL。',
    'Each kind of data in its own way': '各类数据各用其法',
    'A hash that still tells values apart, a fixed text, and nothing at all': '仍可区分的散列、固定文本，以及置空',
  },
}
