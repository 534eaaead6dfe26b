import type { Translation } from '@millrace/algebra'

export const zh: Translation = {
  synonyms: ['固定窗口', '每分钟'],
  texts: {
    'Tumbling window': '滚动窗口',
    'Aggregates rows in windows that follow each other.': '在首尾相接的窗口中聚合。',
    'Moves the beginnings of all windows; windows begin at multiples of their size since 1970.':
      '整体移动窗口起点；窗口从 1970 年起以其长度的整数倍开始。',
    'Revenue by shop and minute': '每分钟各店铺的营收',
    'A straggler leaves on the side': '迟到的行从侧端口离开',
    "Median, spread, list, most frequent values, the best row, and an aggregate of one's own":
      '中位数、离散度、列表、最常见的值、最佳行，以及自定义聚合',
    'Conditions, distinct values and a condition on the result': '条件、去重与结果条件',
    'A straggler within the lateness gives the result anew': '允许迟到时间内的行使结果重新输出',
    'Results so far every twenty seconds': '每二十秒输出截至目前的结果',
    'Revenue of the day so far, every five seconds by the clock; these rows came at once':
      '当天至今的营收，按机器时钟每五秒输出一次；示例中的行同时到达',
    'A result after every second order, over the newest two': '每两个订单输出一次最近两个的结果',
  },
}
