import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['排序', '乱序'],
  texts: {
    'Sort by time': '按时间排序',
    'Brings rows into the order of event time.': '把行按事件时间排好序。',
    'The event time, ascending, and what orders rows of the same time; then the order of arrival does.':
      '事件时间升序，以及时间相同时的排序字段；再相同则按到达顺序。',
    'Rows that came out of order': '乱序到达的行',
    'A row before one that has been given leaves on the side': '早于已输出行的行从侧端口离开',
  },
}
