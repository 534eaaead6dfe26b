import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['去重', '唯一', '最新一条', '首条'],
  texts: {
    Deduplicate: '去重',
    'Keeps the first or the last row of each key.': '每个键保留第一行或最后一行。',
    Keep: '保留',
    'Rows with equal values of these fields are the same.': '这些字段的值都相等的行视为相同。',
    'The event time, when that decides which row is first; without it the order of arrival does.':
      '由事件时间决定先后时填事件时间字段；不填则按到达顺序。',
    'The first row stays; the last one is replaced whenever a later one comes.':
      '保留第一行则不再变化；保留最后一行则每来更晚的行就替换。',
    'Windows of event time, to keep one row of each key in each of them.':
      '事件时间窗口，在每个窗口中为每个键保留一行。',
    'Each order once, as it first came': '每个订单只出现一次，取最先到达的行',
    'The earliest row of each order by event time': '按事件时间取每个订单最早的行',
    'The newest row of each order by event time: an older row changes nothing':
      '按事件时间取每个订单最新的行：更早的行不产生变化',
    'The last row that came: one that is equal changes nothing': '取最后到达的行：相同的行不产生变化',
    'A row whose time is over leaves on the side': '时间已过的行从侧端口离开',
    'The newest row of each order in each minute': '每分钟内每个订单最新的行',
  },
}
